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

/** The canary flies by the real clock, a hundred times as often as in the product. */
@Timeout(120)
class CommitProbeTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final UserId ALICE = new UserId(1);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    private static LinkFixture server(int creditMax) {
        return new LinkFixture(LinkFixture.config(creditMax, INTERVAL), EventShapes.ALL);
    }

    private static long nextCanary(FakeGateway gateway) throws InterruptedException {
        while (true) {
            AttachResponse response = gateway.hearAnything();
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
    void comesOverEveryStreamAgainAndAgain() throws Exception {
        try (LinkFixture server = server(WireLimits.UNACKNOWLEDGED_MAX)) {
            List<FakeGateway> gateways =
                    List.of(server.gateway("one").hello(), server.gateway("two").hello());
            for (FakeGateway gateway : gateways) {
                assertEquals(INTERVAL.toMillis(), gateway.welcome().getCanaryMs());
                long first = nextCanary(gateway);
                assertTrue(nextCanary(gateway) > first);
            }
            while (server.fanout.commitProblem().isPresent()) Thread.onSpinWait(); // the next one may be late
        }
    }

    /** A stream without credit has not told what was committed before, so it carries no canary either. */
    @Test
    void doesNotOvertakeTheLog() throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch committed = new CountDownLatch(1);
        try (LinkFixture server = server(1)) {
            // no canary is under way to a stream that is opened while the next one is being committed
            server.commit = () -> {
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

            AttachResponse response = gateway.hearAnything();
            while (!response.hasEnvelopes()) response = gateway.hearAnything();
            gateway.ack(1);
            long told = 0;
            for (AttachResponse next = gateway.hearAnything();
                    next.getHeartbeat().getCanary() == 0;
                    next = gateway.hearAnything()) {
                if (next.hasEnvelopes())
                    told = next.getEnvelopes().getEnvelopes(0).getSeq();
            }
            assertEquals(second.value(), told, "the canary came behind everything that was committed before it");
        }
    }

    @Test
    void namesTheCommitThatDoesNotComeBack() throws Exception {
        try (LinkFixture server = server(WireLimits.UNACKNOWLEDGED_MAX)) {
            server.commit = () -> {
                throw new IllegalStateException("the disk is full");
            };
            while (server.fanout.commitProblem().isEmpty()) Thread.onSpinWait();
            assertTrue(server.fanout.commitProblem().orElseThrow().startsWith("no commit completed for "));
            server.commit = () -> {};
            while (server.fanout.commitProblem().isPresent()) Thread.onSpinWait();
        }
    }
}
