package collab.rpc.auth;

import collab.domain.id.SessionId;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One-time tickets for clients that cannot send a header or a cookie when they open a WebSocket connection. A ticket
 * is kept in memory for 30 seconds and becomes invalid with its first use, with the end of its session and with the end
 * of the process.
 *
 * <p>At most {@value #TICKETS_MAX} tickets are kept; another one removes the oldest, whose client must request a new
 * ticket.
 */
final class TicketStore {
    static final Duration LIFETIME = Duration.ofSeconds(30);
    static final int TICKETS_MAX = 65_536;

    record Ticket(String secret, Instant expiresAt) {}

    private record Pending(SessionId session, Instant expiresAt) {}

    private final InstantSource clock;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    /** By the hash of the secret, in the order of expiry. */
    @GuardedBy("lock")
    private final LinkedHashMap<String, Pending> pending = new LinkedHashMap<>();

    TicketStore(InstantSource clock) {
        this.clock = clock;
    }

    Ticket issue(SessionId session) {
        Instant now = clock.instant();
        Ticket ticket = new Ticket(TokenGenerator.newTicket(), now.plus(LIFETIME));
        lock.lock();
        try {
            removeExpiredAndOldest(now);
            pending.put(TokenGenerator.hash(ticket.secret()), new Pending(session, ticket.expiresAt()));
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /** The session that the ticket was issued to; empty for an invalid, expired or used ticket. */
    Optional<SessionId> redeem(String secret) {
        if (!TokenGenerator.isTicket(secret)) return Optional.empty();
        Instant now = clock.instant();
        return take(TokenGenerator.hash(secret))
                .filter(found -> now.isBefore(found.expiresAt()))
                .map(Pending::session);
    }

    private Optional<Pending> take(String hash) {
        lock.lock();
        try {
            return Optional.ofNullable(pending.remove(hash));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void removeExpiredAndOldest(Instant now) {
        var oldest = pending.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Pending> entry = oldest.next();
            boolean expired = !now.isBefore(entry.getValue().expiresAt());
            if (!expired && pending.size() < TICKETS_MAX) return;
            oldest.remove();
        }
    }
}
