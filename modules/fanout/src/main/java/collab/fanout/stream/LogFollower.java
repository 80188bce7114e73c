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
    private final Set<WakeupSignal> followers = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final EventLog.Subscription advances;
    private volatile boolean closed;

    private LogFollower(EventLog log) {
        this.log = log;
        this.thread = Thread.ofPlatform().name("fanout-follow").daemon().unstarted(this::run);
        this.advances = log.onAdvance(this::noteAdvance); // not by the thread, so that a stream that registers next misses no commit
    }

    public static LogFollower start(EventLog log) {
        LogFollower follower = new LogFollower(log);
        follower.thread.start();
        return follower;
    }

    CommitTimes commits() {
        return commits;
    }

    /** Starts to receive a signal after each commit. */
    void join(WakeupSignal bell) {
        followers.add(bell);
    }

    void leave(WakeupSignal bell) {
        followers.remove(bell);
    }

    private void run() {
        while (!closed) {
            advanced.await();
            followers.forEach(WakeupSignal::ring);
        }
    }

    /** Called on the writer's thread. */
    private void noteAdvance() {
        commits.note(log.head(), System.nanoTime());
        advanced.ring();
    }

    @Override
    public void close() {
        advances.close();
        closed = true;
        advanced.ring();
        ThreadTermination.join(thread);
    }
}
