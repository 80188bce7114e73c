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
 * The sessions that were used lately, so that a call does not cost a look into the database.
 *
 * <p>Nobody tells the cache that a session ended: before each answer it reads what the log gained since the last one and
 * forgets the sessions of whoever is named by a {@code session.revoked}. So an answer is true at the log's head, and nothing
 * runs in between.
 *
 * <p>At most {@value #SESSIONS_MAX} are kept, the ones used last.
 */
final class SessionCache {
    static final int SESSIONS_MAX = 50_000;

    private static final String REVOKED = "session.revoked";

    /** Events to look through at most; after a longer pause everything is forgotten instead. */
    private static final int CATCH_UP_MAX = 10_000;

    private static final int CATCH_UP_PAGE = 1_000;

    /** A session and a position at which it was good; a revocation that matters stands above it in the log. */
    record Good(Session session, LogPosition at) {}

    private final Snapshots snapshots;
    private final EventLog log;
    private final InstantSource clock;

    /** Guards everything below. Leaf lock: the log and the database are read outside. */
    private final ReentrantLock lock = new ReentrantLock();

    private LogPosition applied;
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

    /** Only what is in memory; empty says nothing about the token. */
    Optional<Good> cached(String tokenHash) {
        catchUp();
        lock.lock();
        try {
            return alive(Optional.ofNullable(byTokenHash.get(tokenHash)).map(session -> new Good(session, applied)));
        } finally {
            lock.unlock();
        }
    }

    Optional<Good> byTokenHash(String tokenHash) {
        Optional<Good> found = read(snapshot -> snapshot.sessionByTokenHash(tokenHash));
        found.ifPresent(good -> keep(tokenHash, good));
        return found;
    }

    Optional<Good> byId(SessionId id) {
        return read(snapshot -> snapshot.session(id));
    }

    private Optional<Good> read(Function<Snapshot, Optional<Session>> query) {
        return alive(snapshots.read(
                snapshot -> query.apply(snapshot).map(session -> new Good(session, snapshot.position()))));
    }

    private Optional<Good> alive(Optional<Good> found) {
        return found.filter(good -> clock.instant().isBefore(good.session().expiresAt()));
    }

    /** Not if the log was already looked through beyond the reading: the end of this session may have been there. */
    private void keep(String tokenHash, Good good) {
        lock.lock();
        try {
            if (!applied.isAfter(good.at())) byTokenHash.put(tokenHash, good.session());
        } finally {
            lock.unlock();
        }
    }

    // ---- forgetting ----

    private void catchUp() {
        LogPosition from = applied();
        LogPosition head = log.head();
        if (!head.isAfter(from)) return;
        boolean tooFar =
                head.value() - from.value() > CATCH_UP_MAX || log.floor().isAfter(from);
        if (tooFar) forgetAll(head);
        else forget(revokedBetween(from, head), head);
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

    private void forget(Set<UserId> revoked, LogPosition upTo) {
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

    private void forgetAll(LogPosition upTo) {
        lock.lock();
        try {
            byTokenHash.clear();
            if (upTo.isAfter(applied)) applied = upTo;
        } finally {
            lock.unlock();
        }
    }
}
