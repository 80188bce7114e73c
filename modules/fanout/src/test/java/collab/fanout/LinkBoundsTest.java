package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ServerHeartbeat;
import collab.wire.link.v1.Want;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credit, packing, heartbeats and endings of a stream, over real gRPC. */
class LinkBoundsTest {
    private static final UserId ALICE = new UserId(1);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);
    private static final int CREDIT = 300;

    private final LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL);

    LinkBoundsTest() {
        server.log.joinWorkspace(HOME, ALICE);
        server.log.joinChannel(HOME, GENERAL, ALICE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whatIsReadyTravelsPackedWithinBothBounds() {
        long from = server.log.head().value();
        LogPosition begin = server.log.commit(log -> {});
        messages(200, "x".repeat(600)); // 64 KiB hold about a hundred of these
        FakeGateway gateway = attach(begin);
        List<Envelope> told = new ArrayList<>();
        int packs = 0;
        while (told.size() < 200) {
            AttachResponse response = gateway.hear();
            assertTrue(response.getEnvelopes().getSerializedSize() <= WireLimits.PACK_BYTES_MAX + 1_024);
            told.addAll(response.getEnvelopes().getEnvelopesList());
            packs++;
        }
        assertTrue(packs >= 2 && packs <= 3, "in " + packs + " messages");
        assertEquals(
                LongStream.rangeClosed(from + 1, from + 200).boxed().toList(),
                told.stream().map(Envelope::getSeq).toList());
    }

    @Test
    void anOversizedEnvelopeTravelsAloneAndWhole() {
        LogPosition begin = server.log.head();
        messages(2, "small");
        messages(1, "x".repeat(2_500_000));
        messages(2, "small");
        FakeGateway gateway = attach(begin);
        assertEquals(2, gateway.envelopes().size());
        assertEquals(
                2_500_000,
                FakeGateway.event(gateway.envelope())
                        .getMessageCreated()
                        .getMessage()
                        .getText()
                        .length());
        assertEquals(2, gateway.envelopes().size());
    }

    @Test
    void withoutCreditTheStreamLagsAndWithCreditItGoesOn() {
        LogPosition begin = server.log.head();
        messages(CREDIT + 120, "m");
        FakeGateway gateway = attach(begin);
        assertEquals(CREDIT, gateway.envelopes(CREDIT).size());
        gateway.settle();
        assertTrue(gateway.hearsNothing());

        gateway.want(1, new UserId(9)); // requests are answered all the same, at the place where the stream stands
        assertEquals(begin.value() + CREDIT, gateway.liveFrom().getPosition());

        gateway.ack(100);
        assertEquals(100, gateway.envelopes(100).size());
        gateway.settle();
        assertTrue(gateway.hearsNothing());
        gateway.ack(CREDIT + 100);
        assertEquals(20, gateway.envelopes(20).size());
    }

    @Test
    void acknowledgingWhatWasNotSentEndsTheStream() {
        FakeGateway gateway = attach(server.log.head());
        gateway.ack(1);
        assertEquals(Status.Code.INVALID_ARGUMENT, gateway.ended().getCode());
    }

    @Test
    void heartbeatsSayHowFarTheStreamIsAlsoWithoutEnvelopes() {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        gateway.settle();
        LogPosition head = server.log.message(GENERAL, 1, "of no interest here");
        gateway.want(1, new UserId(9));
        while (gateway.liveFrom().getPosition() < head.value()) gateway.want(1, new UserId(9));
        server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
        ServerHeartbeat heartbeat = gateway.hear().getHeartbeat();
        assertEquals(head.value(), heartbeat.getPosition());
        assertEquals(head.value(), heartbeat.getHead());
        assertEquals("epoch-1", heartbeat.getEpoch());
    }

    @Test
    void aSilentGatewayIsFoundByTheDeadlineAndALivelyOneIsNot() {
        FakeGateway silent = attach("silent", server.log.head());
        FakeGateway lively = attach("lively", server.log.head());
        for (int beat = 0; beat < 4; beat++) {
            lively.heartbeat();
            lively.settle();
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
            assertTrue(lively.hear().hasHeartbeat());
        }
        assertEquals(Status.Code.DEADLINE_EXCEEDED, silent.ended().getCode());
        server.log.message(GENERAL, 1, "still there");
        assertEquals(1, lively.envelopes().size());
    }

    @Test
    void aStreamWithoutAHelloEndsByTheDeadline() {
        FakeGateway mute = server.gateway("mute");
        for (int turns = 0; !mute.hasEnded() && turns < 20_000_000; turns++) {
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT); // the stream begins when it arrives
            Thread.yield();
        }
        assertEquals(Status.Code.DEADLINE_EXCEEDED, mute.ended().getCode());
    }

    @Test
    void aNewerStreamOfTheSameGatewayEndsTheOlderOne() {
        FakeGateway older = attach("g1", server.log.head());
        FakeGateway newer = attach("g1", server.log.head());
        assertEquals(Status.Code.ABORTED, older.ended().getCode());
        server.log.message(GENERAL, 1, "to the newer one");
        assertEquals(1, newer.envelopes().size());
        assertTrue(older.hearsNothing());
    }

    @Test
    void requestsOutOfOrderAndNumbersThatNameNobodyAreRefused() {
        FakeGateway eager = server.gateway("eager");
        eager.want(1, ALICE);
        assertEquals(Status.Code.INVALID_ARGUMENT, eager.ended().getCode());

        FakeGateway twice = server.gateway("twice").hello();
        twice.welcome();
        twice.hello();
        assertEquals(Status.Code.INVALID_ARGUMENT, twice.ended().getCode());

        FakeGateway confused = server.gateway("confused").hello();
        confused.welcome();
        confused.say(AttachRequest.newBuilder()
                .setWant(Want.newBuilder().setNumber(1))
                .build());
        assertEquals(Status.Code.INVALID_ARGUMENT, confused.ended().getCode());

        FakeGateway nameless = server.gateway("").hello();
        assertEquals(Status.Code.INVALID_ARGUMENT, nameless.ended().getCode());
    }

    @Test
    void aStreamThatFallsBelowWhatIsKeptEnds() {
        LogPosition begin = server.log.head();
        messages(CREDIT + 10, "m");
        FakeGateway gateway = attach(begin);
        gateway.envelopes(CREDIT);
        server.log.prune(begin.plus(CREDIT + 5));
        gateway.ack(CREDIT);
        assertEquals(Status.Code.OUT_OF_RANGE, gateway.ended().getCode());
    }

    @Test
    void aClosingServerEndsItsStreamsOnce() {
        FakeGateway gateway = attach(server.log.head());
        server.fanout.close();
        assertEquals(Status.Code.UNAVAILABLE, gateway.ended().getCode());
        server.fanout.close();
        assertFalse(server.metrics.page().contains("collab_link_gateways 1"));
    }

    /** The sender sits in a write when the gateway stops reading; neither the deadline nor the end of the server waits for it. */
    @Test
    void aGatewayThatNoLongerReadsIsLeftByTheDeadline() {
        LogPosition begin = server.log.head();
        messages(CREDIT, "x".repeat(60_000)); // far more than a window
        FakeGateway frozen = server.gatewayThatReads(1, "frozen");
        frozen.hello(hello(begin));
        frozen.welcome();
        FakeGateway successor = server.gateway("successor").hello();
        successor.welcome();
        for (int beat = 0; beat < 4; beat++) {
            successor.heartbeat();
            successor.settleHearing();
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
        }
        assertTrue(server.metrics.page().contains("collab_link_endings_total{code=\"DEADLINE_EXCEEDED\"} 1\n"));
        assertTrue(server.metrics.page().contains("collab_link_gateways 1\n"));
        assertTimeout(Duration.ofSeconds(4), server.fanout::close);
    }

    /**
     * A gateway that floods its server while the server sends has deadlocked a naive one after some hundred thousand messages:
     * the server's reader waited in a write for a window update that stood behind the requests it no longer read.
     */
    @Test
    void aFloodOfRequestsWhileTheServerSendsStopsNeither() {
        FakeGateway gateway = attach(server.log.head());
        int rounds = 150_000;
        Thread flood = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) gateway.heartbeat();
        });
        Thread writer = Thread.ofPlatform().start(() -> messages(6_000, "x".repeat(500)));
        long told = 0;
        while (told < 6_000) {
            told += gateway.envelopes().size();
            gateway.ack(told);
        }
        assertEquals(6_000, told);
        join(flood);
        join(writer);
        gateway.settle();
    }

    /** Here every request asks for a write, and ten thousand people may come at once. */
    @Test
    void aFloodOfInterestIsAnsweredInOrder() {
        FakeGateway gateway = attach(server.log.head());
        int users = 60_000;
        Thread flood = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= users; i++) gateway.want(i, new UserId(1_000_000 + i));
        });
        for (int i = 1; i <= users; i++) assertEquals(i, gateway.liveFrom().getNumber());
        join(flood);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void messages(int count, String text) {
        for (int i = 0; i < count; i++) server.log.message(GENERAL, i + 1, text);
    }

    private FakeGateway attach(LogPosition position) {
        return attach("g1", position);
    }

    private FakeGateway attach(String id, LogPosition position) {
        FakeGateway gateway = server.gateway(id).hello(hello(position));
        gateway.welcome();
        return gateway;
    }

    private Hello.Builder hello(LogPosition position) {
        return Hello.newBuilder()
                .addVersions(2)
                .setEpoch(server.log.epoch())
                .setPosition(position.value())
                .addWantedUsers(ALICE.value());
    }
}
