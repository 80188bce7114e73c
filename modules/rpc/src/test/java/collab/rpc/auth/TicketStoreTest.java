package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import collab.domain.id.SessionId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketStoreTest {
    private Instant now = Instant.parse("2026-11-23T05:38:00Z");
    private final TicketStore tickets = new TicketStore(() -> now);

    @Test
    void ticketIsValidOnce() {
        TicketStore.Ticket ticket = tickets.issue(new SessionId(7));
        assertEquals(Optional.of(new SessionId(7)), tickets.redeem(ticket.secret()));
        assertEquals(Optional.empty(), tickets.redeem(ticket.secret()));
    }

    @Test
    void ticketExpiresAfterThirtySeconds() {
        TicketStore.Ticket early = tickets.issue(new SessionId(7));
        TicketStore.Ticket late = tickets.issue(new SessionId(7));
        assertEquals(now.plusSeconds(30), early.expiresAt());
        now = now.plusMillis(29_999);
        assertEquals(Optional.of(new SessionId(7)), tickets.redeem(early.secret()));
        now = now.plusMillis(1);
        assertEquals(Optional.empty(), tickets.redeem(late.secret()));
    }

    @Test
    void unknownTicketIsRejected() {
        assertNotEquals(
                tickets.issue(new SessionId(7)).secret(),
                tickets.issue(new SessionId(7)).secret());
        assertEquals(Optional.empty(), tickets.redeem(""));
        assertEquals(Optional.empty(), tickets.redeem("A".repeat(43)));
    }

    @Test
    void oldestTicketIsRemovedAtBound() {
        TicketStore.Ticket oldest = tickets.issue(new SessionId(1));
        TicketStore.Ticket second = tickets.issue(new SessionId(2));
        for (int i = 0; i < TicketStore.TICKETS_MAX - 1; i++) tickets.issue(new SessionId(3));
        assertEquals(Optional.empty(), tickets.redeem(oldest.secret()));
        assertEquals(Optional.of(new SessionId(2)), tickets.redeem(second.secret()));
    }
}
