package collab.fanout.stream;

import java.time.Duration;

/** Waits for the end of the threads of streams. */
final class ThreadTermination {
    /**
     * Longer than any orderly stop takes; a thread that is blocked in a write to a dead peer ends with its connection.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(ThreadTermination.class.getName());

    private ThreadTermination() {}

    static void join(Thread thread) {
        try {
            if (thread.isAlive() && !thread.join(PATIENCE)) {
                LOG.log(System.Logger.Level.WARNING, "{0} has not ended after {1}", thread.getName(), PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
