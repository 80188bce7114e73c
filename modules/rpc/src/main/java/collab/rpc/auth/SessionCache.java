package collab.rpc.auth;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Snapshot;
import collab.persistence.Snapshots;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The sessions used last, by the hash of their token, so that a call needs no query.
 *
 * <p>Each lookup first reads the events that were appended to the log since the last lookup, and removes the sessions
 * of all users that a {@code session.revoked} names. So a result is valid at the head of the log, and the cache needs
 * no thread.
 *
 * <p>At most {@value #SESSIONS_MAX} sessions are kept, the ones used last.
 */
final class SessionCache {
    static final int SESSIONS_MAX = 50_000;

    private static final String REVOKED = "session.revoked";

    /** Events read by one lookup at most; when there are more, the cache is cleared instead. */
    private static final int CATCH_UP_MAX = 10_000;

    private static final int CATCH_UP_PAGE = 1_000;

    /** A session and a position of the log at which it was valid; a later revocation is after this position. */
    record ValidSession(Session session, LogPosition at) {}

    private final Snapshots snapshots;
    private final EventLog log;
    private final InstantSource clock;

    /** Leaf lock: the log and the database are read without it. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Revocations up to this position are applied. */
    @GuardedBy("lock")
    private LogPosition applied;

    @GuardedBy("lock")
    private final LinkedHashMap<String, Session> byTokenHash = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    SessionCache(Snapshots snapshots, EventLog log, InstantSource clock) {
        this.snapshots = snapshots;
        this.log = log;
        this.clock = clock;
        this.applied = log.head();
    }

    /** Looks in memory only; the token can be valid when the result is empty. */
    Optional<ValidSession> cached(String tokenHash) {
        catchUp();
        lock.lock();
        try {
            Session session = byTokenHash.get(tokenHash);
            return session == null ? Optional.empty() : unexpired(Optional.of(new ValidSession(session, applied)));
        } finally {
            lock.unlock();
        }
    }

    Optional<ValidSession> byTokenHash(String tokenHash) {
        Optional<ValidSession> found = read(snapshot -> snapshot.sessionByTokenHash(tokenHash));
        found.ifPresent(valid -> keep(tokenHash, valid));
        return found;
    }

    Optional<ValidSession> byId(SessionId id) {
        return read(snapshot -> snapshot.session(id));
    }

    private Optional<ValidSession> read(Function<Snapshot, Optional<Session>> query) {
        return unexpired(snapshots.read(
                snapshot -> query.apply(snapshot).map(session -> new ValidSession(session, snapshot.position()))));
    }

    private Optional<ValidSession> unexpired(Optional<ValidSession> found) {
        return found.filter(valid -> clock.instant().isBefore(valid.session().expiresAt()));
    }

    /** Does nothing when later events are already applied: they may have revoked this session. */
    private void keep(String tokenHash, ValidSession valid) {
        lock.lock();
        try {
            if (!applied.isAfter(valid.at())) byTokenHash.put(tokenHash, valid.session());
        } finally {
            lock.unlock();
        }
    }

    // ---- Revocations ----

    private void catchUp() {
        LogPosition from = applied();
        LogPosition head = log.head();
        if (!head.isAfter(from)) return;
        boolean tooMany =
                head.value() - from.value() > CATCH_UP_MAX || log.floor().isAfter(from);
        if (tooMany) clear(head);
        else remove(revokedBetween(from, head), head);
    }

    private Set<UserId> revokedBetween(LogPosition from, LogPosition head) {
        Set<UserId> revoked = new HashSet<>();
        LogPosition at = from;
        while (head.isAfter(at)) {
            List<LoggedEvent> page = log.read(at, CATCH_UP_PAGE);
            if (page.isEmpty()) break;
            for (LoggedEvent event : page) {
                if (event.type().equals(REVOKED) && event.audience() instanceof Audience.Listed listed) {
                    revoked.addAll(listed.users());
                }
            }
            at = page.getLast().seq();
        }
        return revoked;
    }

    private LogPosition applied() {
        lock.lock();
        try {
            return applied;
        } finally {
            lock.unlock();
        }
    }

    private void remove(Set<UserId> revoked, LogPosition upTo) {
        lock.lock();
        try {
            if (!revoked.isEmpty()) {
                byTokenHash.values().removeIf(session -> revoked.contains(session.userId()));
            }
            if (upTo.isAfter(applied)) applied = upTo;
        } finally {
            lock.unlock();
        }
    }

    private void clear(LogPosition upTo) {
        lock.lock();
        try {
            byTokenHash.clear();
            if (upTo.isAfter(applied)) applied = upTo;
        } finally {
            lock.unlock();
        }
    }
}
