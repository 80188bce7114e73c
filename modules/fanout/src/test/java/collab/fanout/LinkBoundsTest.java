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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Credit, batches, heartbeats and endings of a stream, over real gRPC. */
@Tag("security")
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
    void waitingEnvelopesAreBatchedWithinBothBounds() {
        long from = server.log.head().value();
        LogPosition begin = server.log.commit(log -> {});
        messages(200, "x".repeat(600)); // 64 KiB contain about a hundred of these
        FakeGateway gateway = attach(begin);
        List<Envelope> received = new ArrayList<>();
        int batches = 0;
        while (received.size() < 200) {
            AttachResponse response = gateway.receive();
            assertTrue(response.getEnvelopes().getSerializedSize() <= WireLimits.PACK_BYTES_MAX + 1_024);
            received.addAll(response.getEnvelopes().getEnvelopesList());
            batches++;
        }
        assertTrue(batches >= 2 && batches <= 3, "in " + batches + " messages");
        assertEquals(
                LongStream.rangeClosed(from + 1, from + 200).boxed().toList(),
                received.stream().map(Envelope::getSeq).toList());
    }

    @Test
    void oversizedEnvelopeIsSentAloneAndWhole() {
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
    void streamLagsWithoutCreditAndContinuesWithCredit() {
        LogPosition begin = server.log.head();
        messages(CREDIT + 120, "m");
        FakeGateway gateway = attach(begin);
        assertEquals(CREDIT, gateway.envelopes(CREDIT).size());
        gateway.awaitProcessed();
        assertTrue(gateway.hasReceivedNothing());

        gateway.want(1, new UserId(9)); // requests are answered without credit, at the cursor of the stream
        assertEquals(begin.value() + CREDIT, gateway.liveFrom().getPosition());

        gateway.ack(100);
        assertEquals(100, gateway.envelopes(100).size());
        gateway.awaitProcessed();
        assertTrue(gateway.hasReceivedNothing());
        gateway.ack(CREDIT + 100);
        assertEquals(20, gateway.envelopes(20).size());
    }

    @Test
    void acknowledgementOfUnsentEnvelopesEndsStream() {
        FakeGateway gateway = attach(server.log.head());
        gateway.ack(1);
        assertEquals(Status.Code.INVALID_ARGUMENT, gateway.ended().getCode());
    }

    @Test
    void heartbeatsCarryPositionOfStreamWithoutEnvelopes() {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        gateway.awaitProcessed();
        LogPosition head = server.log.message(GENERAL, 1, "has no recipient here");
        gateway.want(1, new UserId(9));
        while (gateway.liveFrom().getPosition() < head.value()) gateway.want(1, new UserId(9));
        server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
        ServerHeartbeat heartbeat = gateway.receive().getHeartbeat();
        assertEquals(head.value(), heartbeat.getPosition());
        assertEquals(head.value(), heartbeat.getHead());
        assertEquals("epoch-1", heartbeat.getEpoch());
    }

    @Test
    void silentGatewayEndsAtDeadlineAndActiveGatewayContinues() {
        FakeGateway silent = attach("silent", server.log.head());
        FakeGateway active = attach("active", server.log.head());
        for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
            active.heartbeat();
            active.awaitProcessed();
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
            assertTrue(active.receive().hasHeartbeat());
        }
        assertEquals(Status.Code.DEADLINE_EXCEEDED, silent.ended().getCode());
        server.log.message(GENERAL, 1, "still attached");
        assertEquals(1, active.envelopes().size());
    }

    @Test
    void streamWithoutHelloEndsAtDeadline() {
        FakeGateway withoutHello = server.gateway("without-hello");
        for (int turns = 0; !withoutHello.hasEnded() && turns < 20_000_000; turns++) {
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT); // the deadline counts from the arrival of the stream
            Thread.yield();
        }
        assertEquals(Status.Code.DEADLINE_EXCEEDED, withoutHello.ended().getCode());
    }

    @Test
    void newerStreamOfSameGatewayEndsOlderStream() {
        FakeGateway older = attach("g1", server.log.head());
        FakeGateway newer = attach("g1", server.log.head());
        assertEquals(Status.Code.ABORTED, older.ended().getCode());
        server.log.message(GENERAL, 1, "to the newer stream");
        assertEquals(1, newer.envelopes().size());
        assertTrue(older.hasReceivedNothing());
    }

    /** The story: two gateways with the default id took the stream from each other every second, at INFO only. */
    @Test
    void streamTakenByAnotherProcessIsLoggedAsWarning() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel() == Level.WARNING) warnings.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("collab.fanout.stream.StreamRegistry");
        logger.addHandler(handler);
        try {
            attach("twin", server.log.head());
            attach("twin", server.log.head());
            assertEquals(List.of(), warnings, "the same process attached again");
            FakeGateway other =
                    server.gateway("twin").hello(hello(server.log.head()).setIncarnation("another process"));
            other.welcome();
            assertEquals(1, warnings.size());
            assertTrue(warnings.getFirst().contains("gateway.id"), warnings.getFirst());
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void invalidRequestsEndStream() {
        FakeGateway wantsFirst = server.gateway("wants-first");
        wantsFirst.want(1, ALICE);
        assertEquals(Status.Code.INVALID_ARGUMENT, wantsFirst.ended().getCode());

        FakeGateway twoHellos = server.gateway("two-hellos").hello();
        twoHellos.welcome();
        twoHellos.hello();
        assertEquals(Status.Code.INVALID_ARGUMENT, twoHellos.ended().getCode());

        FakeGateway wantsNoUser = server.gateway("wants-no-user").hello();
        wantsNoUser.welcome();
        wantsNoUser.send(AttachRequest.newBuilder()
                .setWant(Want.newBuilder().setNumber(1))
                .build());
        assertEquals(Status.Code.INVALID_ARGUMENT, wantsNoUser.ended().getCode());

        FakeGateway withoutId = server.gateway("").hello();
        assertEquals(Status.Code.INVALID_ARGUMENT, withoutId.ended().getCode());
    }

    @Test
    void streamBelowOldestKeptPositionEnds() {
        LogPosition begin = server.log.head();
        messages(CREDIT + 10, "m");
        FakeGateway gateway = attach(begin);
        gateway.envelopes(CREDIT);
        server.log.prune(begin.plus(CREDIT + 5));
        gateway.ack(CREDIT);
        assertEquals(Status.Code.OUT_OF_RANGE, gateway.ended().getCode());
    }

    @Test
    void closingServerEndsStreamsOnce() {
        FakeGateway gateway = attach(server.log.head());
        server.fanout.close();
        assertEquals(Status.Code.UNAVAILABLE, gateway.ended().getCode());
        server.fanout.close();
        assertFalse(server.metrics.page().contains("collab_link_gateways 1"));
    }

    /**
     * The sender is inside a write when the gateway stops reading; neither the deadline nor closing the server waits
     * for it.
     */
    @Test
    void gatewayThatStopsReadingEndsAtDeadline() {
        LogPosition begin = server.log.head();
        messages(CREDIT, "x".repeat(60_000)); // far more than a flow-control window
        FakeGateway blocked = server.gatewayAccepting(1, "blocked");
        blocked.hello(hello(begin));
        blocked.welcome();
        FakeGateway other = server.gateway("other").hello();
        other.welcome();
        for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
            other.heartbeat();
            other.awaitProcessedKeepingEnvelopes();
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
        }
        assertTrue(server.metrics.page().contains("collab_link_endings_total{code=\"DEADLINE_EXCEEDED\"} 1\n"));
        assertTrue(server.metrics.page().contains("collab_link_gateways 1\n"));
        assertTimeout(Duration.ofSeconds(4), server.fanout::close);
    }

    /**
     * The story: a gateway that sent many requests while the server sent events deadlocked after some hundred thousand
     * messages. The thread that read the requests waited in a write for a window update, which the transport had queued
     * after the requests that it no longer read.
     */
    @Test
    void floodOfRequestsDuringSendingBlocksNeitherSide() {
        FakeGateway gateway = attach(server.log.head());
        int rounds = 150_000;
        Thread flood = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) gateway.heartbeat();
        });
        Thread writer = Thread.ofPlatform().start(() -> messages(6_000, "x".repeat(500)));
        long received = 0;
        while (received < 6_000) {
            received += gateway.envelopes().size();
            gateway.ack(received);
        }
        assertEquals(6_000, received);
        join(flood);
        join(writer);
        gateway.awaitProcessed();
    }

    /** Each request needs an answer; ten thousand users may connect at once. */
    @Test
    void floodOfWantedUsersIsAnsweredInOrder() {
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
