package collab.gateway.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the server who is online for the sessions that need to hear it: once per user at a time, and only so many at once, so
 * that ten thousand people who come back do not make ten thousand questions in one moment.
 *
 * <p>An answer serves whoever of the user's tabs waits when it comes, also one that began to wait after the question: the
 * stream brings every later change behind the answer.
 */
public final class PresenceRequests {
    private static final int ASKED_MAX = 256;

    /** A reader that had no room for a signal is given a moment. */
    private static final Duration REPAIR_AFTER = Duration.ofSeconds(1);

    private final Uplink uplink;
    private final TimerWheel wheel;

    /** Guards everything below. Never together with a session's lock; the link's inbox and the wheel, leaves, are taken inside. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, UserSession> asked = new HashMap<>(); // by number
    private final Set<Long> askedUsers = new HashSet<>();
    private final LinkedHashMap<Long, UserSession> waiting = new LinkedHashMap<>(); // by user; bounded by the sessions
    private final Set<Long> repairs = new HashSet<>();
    private long lastNumber;

    public PresenceRequests(Uplink uplink, TimerWheel wheel) {
        this.uplink = uplink;
        this.wheel = wheel;
    }

    /** A tab of the session waits to hear who is online. */
    void need(UserSession session) {
        lock.lock();
        try {
            if (askedUsers.contains(session.userId())) return;
            waiting.put(session.userId(), session);
            askLocked();
        } finally {
            lock.unlock();
        }
    }

    /** A tab had no room for a signal. */
    void needLater(UserSession session) {
        lock.lock();
        try {
            if (repairs.add(session.userId())) wheel.after(REPAIR_AFTER, () -> repair(session));
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
        need(session);
    }

    /** The answer has come: whose question was it. From here on the user may be asked about again. */
    Optional<UserSession> answered(long number) {
        lock.lock();
        try {
            Optional<UserSession> session = Optional.ofNullable(asked.remove(number));
            session.ifPresent(known -> askedUsers.remove(known.userId()));
            askLocked();
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** Another stream: what was asked on the old one is not answered any more. */
    void forget() {
        lock.lock();
        try {
            asked.clear();
            askedUsers.clear();
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void askLocked() {
        while (asked.size() < ASKED_MAX && !waiting.isEmpty()) {
            UserSession next = waiting.pollFirstEntry().getValue();
            asked.put(++lastNumber, next);
            askedUsers.add(next.userId());
            uplink.presence(lastNumber, next.userId());
        }
    }
}
