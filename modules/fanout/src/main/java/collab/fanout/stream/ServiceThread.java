package collab.fanout.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * The thread of a stream, of the log follower or of the commit probe: started once after its owner was constructed, and
 * awaited for a bounded time when its owner ends. Any thread may call every method.
 */
final class ServiceThread {
    /**
     * Longer than any orderly stop takes; a thread that is blocked in a write to a dead peer ends with its connection.
     */
    private static final Duration JOIN_MAX = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(ServiceThread.class.getName());

    private volatile Optional<Thread> thread = Optional.empty();

    /** Called once, by the thread that starts the owner. */
    void start(Thread.Builder builder, Runnable work) {
        Thread created = builder.unstarted(work);
        thread = Optional.of(created);
        created.start();
    }

    /** Returns when the thread has ended, or after {@link #JOIN_MAX}. */
    void join() {
        thread.filter(Thread::isAlive).ifPresent(ServiceThread::join);
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(JOIN_MAX)) {
                LOG.log(System.Logger.Level.WARNING, "{0} has not ended after {1}", thread.getName(), JOIN_MAX);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
