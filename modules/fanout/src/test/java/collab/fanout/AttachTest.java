package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.Welcome;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The {@code Attach} stream of a gateway, over real gRPC. */
class AttachTest {
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    private final LinkFixture server = LinkFixture.start();

    AttachTest() {
        server.log.joinWorkspace(HOME, ALICE);
        server.log.joinWorkspace(HOME, BOB);
        server.log.joinChannel(HOME, GENERAL, ALICE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void newGatewayStartsAtHead() {
        FakeGateway gateway = server.gateway("g1").hello();
        Welcome welcome = gateway.welcome();
        assertEquals(2, welcome.getVersion());
        assertEquals("epoch-1", welcome.getEpoch());
        assertEquals(server.log.head().value(), welcome.getPosition());
        assertEquals(server.log.head().value(), welcome.getHead());
        assertTrue(welcome.getLoopbackOnly());
    }

    @Test
    void wantedUserIsLiveFromAnsweredPosition() {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        gateway.want(7, ALICE);
        LiveFrom live = gateway.liveFrom();
        assertEquals(7, live.getNumber());
        assertEquals(ALICE.value(), live.getUserId());
        assertEquals(server.log.head().value(), live.getPosition());

        LogPosition sent = server.log.message(GENERAL, 1, "hello");
        Envelope envelope = gateway.envelope();
        assertEquals(sent.value(), envelope.getSeq());
        assertEquals(2, envelope.getV());
        assertEquals(List.of(ALICE.value()), envelope.getRecipientsList());
        assertEquals(
                "hello",
                FakeGateway.event(envelope).getMessageCreated().getMessage().getText());
    }

    @Test
    void droppedUserReceivesNoEvents() {
        FakeGateway gateway = server.gateway("g1")
                .hello(Hello.newBuilder()
                        .addVersions(2)
                        .addWantedUsers(ALICE.value())
                        .addWantedUsers(BOB.value()));
        gateway.welcome();
        gateway.drop(ALICE);
        gateway.awaitProcessed();
        server.log.message(GENERAL, 1, "without a recipient");
        LogPosition joined = server.log.joinChannel(HOME, GENERAL, BOB);
        List<Envelope> envelopes = gateway.envelopes(2);
        assertEquals(
                List.of(joined.value() - 1, joined.value()),
                envelopes.stream().map(Envelope::getSeq).toList());
    }

    @Test
    void otherEpochAndPrunedPositionAreOutOfRange() {
        server.log.prune(new LogPosition(2));
        assertRejected(
                Status.Code.OUT_OF_RANGE, Hello.newBuilder().setEpoch("another").addVersions(2));
        assertRejected(
                Status.Code.OUT_OF_RANGE,
                Hello.newBuilder().setEpoch("epoch-1").setPosition(1).addVersions(2));
        assertEquals("epoch-1", server.log.epoch());
    }

    @Test
    void positionBeyondHeadRenewsEpoch() {
        FakeGateway attached = server.gateway("attached").hello();
        attached.welcome();
        assertRejected(
                Status.Code.OUT_OF_RANGE,
                Hello.newBuilder().setEpoch("epoch-1").setPosition(1_000).addVersions(2));
        assertEquals("epoch-2", server.log.epoch());
        server.log.message(GENERAL, 1, "in the new epoch");
        assertEquals(Status.Code.OUT_OF_RANGE, attached.ended().getCode());
    }

    @Test
    void missingCommonVersionIsRejectedWithBothRanges() {
        Status status = assertRejected(
                Status.Code.FAILED_PRECONDITION,
                Hello.newBuilder().addVersions(8).addVersions(9));
        assertTrue(status.getDescription().contains("[8, 9]"), status::toString);
        assertTrue(status.getDescription().contains("[1, 2]"), status::toString);
    }

    private Status assertRejected(Status.Code code, Hello.Builder hello) {
        FakeGateway gateway = server.gateway("rejected").hello(hello);
        Status status = gateway.ended();
        assertEquals(code, status.getCode(), status::toString);
        assertTrue(gateway.hasReceivedNothing());
        return status;
    }
}
