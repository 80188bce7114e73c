package collab.fanout.stream;

import collab.persistence.EventLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes every stream when the head moves. The log calls on its writer's thread, which must not pay for the number of streams: it
 * rings one bell, and the follower's own thread rings the others.
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
        this.advances = log.onAdvance(this::noteAdvance); // not by the thread: who joins next must hear of every commit
    }

    public static LogFollower start(EventLog log) {
        LogFollower follower = new LogFollower(log);
        follower.thread.start();
        return follower;
    }

    CommitTimes commits() {
        return commits;
    }

    /** From now on the bell rings after each advance. */
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

    /** On the writer's thread. */
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
