package collab.fanout.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.FakeGateway;
import collab.fanout.LinkFixture;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Hello;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delivery probe by the real clock, a hundred times as often as in the product. */
@Timeout(120)
class CommitProbeTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final UserId ALICE = new UserId(1);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    private static LinkFixture server(int creditMax) {
        return new LinkFixture(LinkFixture.config(creditMax, INTERVAL), EventShapes.ALL);
    }

    private static long nextProbe(FakeGateway gateway) throws InterruptedException {
        while (true) {
            AttachResponse response = gateway.receiveAny();
            if (response.getHeartbeat().getCanary() > 0)
                return response.getHeartbeat().getCanary();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    @Test
    void everyStreamCarriesProbesWithRisingNumbers() throws Exception {
        try (LinkFixture server = server(WireLimits.UNACKNOWLEDGED_MAX)) {
            List<FakeGateway> gateways =
                    List.of(server.gateway("one").hello(), server.gateway("two").hello());
            for (FakeGateway gateway : gateways) {
                assertEquals(INTERVAL.toMillis(), gateway.welcome().getCanaryMs());
                long first = nextProbe(gateway);
                assertTrue(nextProbe(gateway) > first);
            }
            while (server.fanout.commitProblem().isPresent()) Thread.onSpinWait(); // the next probe may be late
        }
    }

    /**
     * A stream without credit has not sent what was committed before the probe, so it does not carry the probe either.
     */
    @Test
    void probeFollowsEventsCommittedBeforeIt() throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch committed = new CountDownLatch(1);
        try (LinkFixture server = server(1)) {
            // no earlier probe can reach a stream that is opened while the next probe is being committed
            server.probeCommit = () -> {
                committing.countDown();
                await(committed);
            };
            await(committing);
            server.log.joinWorkspace(HOME, ALICE);
            server.log.joinChannel(HOME, GENERAL, ALICE);
            FakeGateway gateway = server.gateway("one")
                    .hello(Hello.newBuilder().addVersions(2).addWantedUsers(1));
            gateway.welcome();
            server.log.message(GENERAL, 1, "one");
            LogPosition second = server.log.message(GENERAL, 1, "two");
            committed.countDown();

            AttachResponse response = gateway.receiveAny();
            while (!response.hasEnvelopes()) response = gateway.receiveAny();
            gateway.ack(1);
            long received = 0;
            for (AttachResponse next = gateway.receiveAny();
                    next.getHeartbeat().getCanary() == 0;
                    next = gateway.receiveAny()) {
                if (next.hasEnvelopes())
                    received = next.getEnvelopes().getEnvelopes(0).getSeq();
            }
            assertEquals(second.value(), received, "the probe follows everything that was committed before it");
        }
    }

    @Test
    void commitThatFailsIsReported() throws Exception {
        try (LinkFixture server = server(WireLimits.UNACKNOWLEDGED_MAX)) {
            server.probeCommit = () -> {
                throw new IllegalStateException("the disk is full");
            };
            while (server.fanout.commitProblem().isEmpty()) Thread.onSpinWait();
            assertTrue(server.fanout.commitProblem().orElseThrow().startsWith("no commit completed for "));
            server.probeCommit = () -> {};
            while (server.fanout.commitProblem().isPresent()) Thread.onSpinWait();
        }
    }
}
