package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.wire.WireLimits;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The story: presence batches, which read the database, ran on the scheduler of heartbeats; a slow database delayed the
 * heartbeats of all gateways until they gave the server up for dead.
 */
@Timeout(120)
class PresenceThreadTest {
    private static final String THREAD = "fanout-presence";
    private static final Duration BATCH = Duration.ofMillis(10);

    private final LinkFixture server = LinkFixture.withPresenceThread(BATCH);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger batches = new AtomicInteger();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private volatile Thread batchThread = Thread.currentThread();

    PresenceThreadTest() {
        server.log.beforeRead = this::blockBatch;
    }

    @AfterEach
    void close() {
        released.countDown();
        server.close();
    }

    /** Stands for a database that does not answer. The sender of a stream reads the log, too, and is not blocked. */
    private void blockBatch() {
        if (!Thread.currentThread().getName().equals(THREAD)) return;
        batchThread = Thread.currentThread();
        batches.incrementAndGet();
        blocked.countDown();
        try {
            released.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        order.add("batch");
    }

    private void awaitBlockedBatch() throws InterruptedException {
        assertTrue(blocked.await(60, TimeUnit.SECONDS), "no presence batch runs on " + THREAD);
    }

    @Test
    void blockedPresenceBatchDoesNotDelayHeartbeats() throws Exception {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        gateway.awaitProcessed();
        awaitBlockedBatch();
        for (int heartbeat = 0; heartbeat < 2; heartbeat++) {
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
            assertTrue(gateway.receive().hasHeartbeat());
        }
        assertEquals(1, batches.get(), "one batch at a time");
        assertFalse(order.contains("batch"), "the batch is still blocked");
    }

    @Test
    void closeWaitsForRunningBatchAndEndsThread() throws Exception {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        awaitBlockedBatch();
        Thread closing = Thread.ofVirtual().start(() -> {
            server.fanout.close();
            order.add("closed");
        });
        assertEquals(Status.Code.UNAVAILABLE, gateway.ended().getCode()); // closing has begun
        released.countDown();
        closing.join();
        assertEquals(List.of("batch", "closed"), order);
        assertTrue(batchThread.join(Duration.ofSeconds(60)), "the thread of presence has not ended");
    }

    @Test
    void failedBatchIsFollowedByTheNext() throws Exception {
        released.countDown();
        awaitBlockedBatch();
        CountDownLatch next = new CountDownLatch(2);
        server.log.beforeRead = () -> {
            if (!Thread.currentThread().getName().equals(THREAD)) return;
            next.countDown();
            if (next.getCount() == 1) throw new IllegalStateException("the database does not answer");
        };
        assertTrue(next.await(60, TimeUnit.SECONDS), "no batch ran after the failed one");
    }
}
