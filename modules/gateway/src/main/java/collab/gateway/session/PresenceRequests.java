package collab.gateway.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests presence snapshots from the server for sessions that need one: at most one request per user at a time, and at most {@value
 * #PENDING_MAX} at a time, so that ten thousand reconnecting users do not cause ten thousand requests in one moment.
 *
 * <p>An answer serves all connections of the user that need a snapshot when it arrives, including those that began to need one after
 * the request: the stream carries every later change after the answer.
 */
public final class PresenceRequests {
    private static final int PENDING_MAX = 256;

    /** After a signal was discarded for a slow reader, a snapshot is requested with this delay. */
    private static final Duration REPAIR_DELAY = Duration.ofSeconds(1);

    private final Uplink uplink;
    private final TimerWheel wheel;

    /** Never taken together with a session's lock. The link's inbox and the timer wheel, which are leaves, are used inside it. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Requests without an answer, by number. */
    @GuardedBy("lock")
    private final Map<Long, UserSession> pending = new HashMap<>();

    @GuardedBy("lock")
    private final Set<Long> pendingUsers = new HashSet<>();

    /** By user; bounded by the number of sessions. */
    @GuardedBy("lock")
    private final LinkedHashMap<Long, UserSession> waiting = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Set<Long> repairs = new HashSet<>();

    @GuardedBy("lock")
    private long lastNumber;

    public PresenceRequests(Uplink uplink, TimerWheel wheel) {
        this.uplink = uplink;
        this.wheel = wheel;
    }

    /** A connection of the session needs a snapshot. */
    void request(UserSession session) {
        lock.lock();
        try {
            if (pendingUsers.contains(session.userId())) return;
            waiting.put(session.userId(), session);
            sendLocked();
        } finally {
            lock.unlock();
        }
    }

    /** A signal was discarded for a slow connection of the session. */
    void requestLater(UserSession session) {
        lock.lock();
        try {
            if (repairs.add(session.userId())) wheel.after(REPAIR_DELAY, () -> repair(session));
        } finally {
            lock.unlock();
        }
    }

    private void repair(UserSession session) {
        lock.lock();
        try {
            repairs.remove(session.userId());
        } finally {
            lock.unlock();
        }
        request(session);
    }

    /** An answer has arrived; returns the session that requested it. From now on the user may be requested again. */
    Optional<UserSession> answered(long number) {
        lock.lock();
        try {
            UserSession session = pending.remove(number);
            if (session != null) pendingUsers.remove(session.userId());
            sendLocked();
            return Optional.ofNullable(session);
        } finally {
            lock.unlock();
        }
    }

    /** A new stream has started; requests on the old one are not answered any more. */
    void clear() {
        lock.lock();
        try {
            pending.clear();
            pendingUsers.clear();
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void sendLocked() {
        while (pending.size() < PENDING_MAX && !waiting.isEmpty()) {
            UserSession next = waiting.pollFirstEntry().getValue();
            pending.put(++lastNumber, next);
            pendingUsers.add(next.userId());
            uplink.requestPresence(lastNumber, next.userId());
        }
    }
}
