package collab.fanout;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The scheduler of presence batches: one thread that does nothing else, because a batch waits for the database and
 * heartbeats must not.
 */
final class PresenceScheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PresenceScheduler.class.getName());

    /** Longer than any batch takes when the database answers. */
    private static final int CLOSE_MAX_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    private PresenceScheduler(ScheduledThreadPoolExecutor executor) {
        this.executor = executor;
    }

    static PresenceScheduler start() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("fanout-presence").daemon().factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        return new PresenceScheduler(executor);
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    /** Returns when the running batch has ended, or after {@link #CLOSE_MAX_SECONDS}. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_MAX_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a presence batch has not ended after {0} s", CLOSE_MAX_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
