package collab.rpc.auth;

import collab.domain.id.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One-time tickets for whoever can not send a header or a cookie when opening a socket. They live in memory for 30 seconds and
 * die with their first use, with their session or with the process.
 *
 * <p>At most {@value #TICKETS_MAX} wait; one more pushes out the oldest, whose holder asks again.
 */
final class TicketStore {
    static final Duration LIFETIME = Duration.ofSeconds(30);
    static final int TICKETS_MAX = 65_536;

    record Ticket(String secret, Instant expiresAt) {}

    private record Waiting(SessionId session, Instant expiresAt) {}

    private final InstantSource clock;

    /** Guards what waits. Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    /** By the hash of the secret, in the order of expiry. */
    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();

    TicketStore(InstantSource clock) {
        this.clock = clock;
    }

    Ticket issue(SessionId session) {
        Instant now = clock.instant();
        Ticket ticket = new Ticket(TokenGenerator.newTicket(), now.plus(LIFETIME));
        lock.lock();
        try {
            makeRoomLocked(now);
            waiting.put(TokenGenerator.hash(ticket.secret()), new Waiting(session, ticket.expiresAt()));
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /** The session that asked for it, once. */
    Optional<SessionId> redeem(String secret) {
        if (!TokenGenerator.isTicket(secret)) return Optional.empty();
        Instant now = clock.instant();
        return take(TokenGenerator.hash(secret))
                .filter(found -> now.isBefore(found.expiresAt()))
                .map(Waiting::session);
    }

    private Optional<Waiting> take(String hash) {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.remove(hash));
        } finally {
            lock.unlock();
        }
    }

    private void makeRoomLocked(Instant now) {
        var oldest = waiting.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Waiting> entry = oldest.next();
            boolean expired = !now.isBefore(entry.getValue().expiresAt());
            if (!expired && waiting.size() < TICKETS_MAX) return;
            oldest.remove();
        }
    }
}
