package collab.fanout;

import collab.runtime.EssentialScheduler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The scheduler of presence batches: one thread that does nothing else, because a batch waits for the database and
 * heartbeats must not.
 */
final class PresenceScheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PresenceScheduler.class.getName());

    /** Longer than any batch takes when the database answers. */
    private static final int CLOSE_MAX_SECONDS = 5;

    private final EssentialScheduler executor;

    private PresenceScheduler(EssentialScheduler executor) {
        this.executor = executor;
    }

    static PresenceScheduler start() {
        return new PresenceScheduler(EssentialScheduler.daemon("fanout-presence"));
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
