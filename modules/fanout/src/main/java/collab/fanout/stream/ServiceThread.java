package collab.fanout.stream;

import collab.runtime.ProcessFailure;
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

    /** Called once, by the thread that starts the owner. Without the thread the owner does not work, so the process ends. */
    void start(Thread.Builder builder, Runnable work) {
        Thread created = builder.unstarted(work);
        thread = Optional.of(created);
        try {
            created.start();
        } catch (OutOfMemoryError noThread) {
            ProcessFailure.HALT.end("the thread " + created.getName() + " could not be started", noThread);
        }
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
