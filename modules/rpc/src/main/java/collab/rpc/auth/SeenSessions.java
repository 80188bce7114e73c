package collab.rpc.auth;

import collab.domain.id.SessionId;
import collab.domain.model.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** When sessions were used since that was last stored. A call costs no write. */
final class SeenSessions {
    /** Further sessions are not noted until the next time the others are stored. */
    private static final int SESSIONS_MAX = 100_000;

    private final InstantSource clock;
    private final ConcurrentMap<SessionId, Instant> seen = new ConcurrentHashMap<>();

    SeenSessions(InstantSource clock) {
        this.clock = clock;
    }

    void note(Session session) {
        if (seen.size() < SESSIONS_MAX || seen.containsKey(session.id())) seen.put(session.id(), clock.instant());
    }

    Optional<Instant> at(SessionId session) {
        return Optional.ofNullable(seen.get(session));
    }

    /** Takes out at most {@code most} sessions, to store them. */
    Map<SessionId, Instant> take(int most) {
        Map<SessionId, Instant> taken = new HashMap<>();
        seen.entrySet().stream().limit(most).forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
        taken.forEach(seen::remove);
        return taken;
    }
}
