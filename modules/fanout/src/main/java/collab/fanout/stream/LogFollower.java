package collab.fanout.stream;

import collab.persistence.EventLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes every stream when the head moves. The log calls on its writer's thread, whose work must not grow with the
 * number of streams: it sets one signal, and the follower's own thread wakes the streams.
 */
public final class LogFollower implements AutoCloseable {
    private final EventLog log;
    private final CommitTimes commits = new CommitTimes();
    private final WakeupSignal advanced = new WakeupSignal();
    private final Set<WakeupSignal> streams = ConcurrentHashMap.newKeySet();
    private final ServiceThread thread = new ServiceThread();
    private volatile boolean closed;

    /** Written once, by the thread that starts the follower. */
    private volatile EventLog.Subscription subscription = () -> {};

    private LogFollower(EventLog log) {
        this.log = log;
    }

    public static LogFollower start(EventLog log) {
        LogFollower follower = new LogFollower(log);
        // not on the follower's thread, so that a stream that is added next misses no commit
        follower.subscription = log.onAdvance(follower::onAdvance);
        follower.thread.start(Thread.ofPlatform().name("fanout-follow").daemon(), follower::run);
        return follower;
    }

    CommitTimes commits() {
        return commits;
    }

    /** Signals the stream after each commit from now on. */
    void add(WakeupSignal stream) {
        streams.add(stream);
    }

    void remove(WakeupSignal stream) {
        streams.remove(stream);
    }

    private void run() {
        while (!closed) {
            advanced.await();
            streams.forEach(WakeupSignal::signal);
        }
    }

    /** Called on the writer's thread. */
    private void onAdvance() {
        commits.record(log.head(), System.nanoTime());
        advanced.signal();
    }

    @Override
    public void close() {
        subscription.close();
        closed = true;
        advanced.signal();
        thread.join();
    }
}
