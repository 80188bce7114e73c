package collab.fanout.config;

import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.model.Session;
import java.util.Optional;

/**
 * Looks up the login session of a credential. A result holds at a position: the session was read in the state of the
 * log at {@link Holder#position}, so that a later revocation is an event above it.
 *
 * <p>Empty means unknown, expired, revoked, used up, or of a deactivated user. Calls may block and come from many
 * threads.
 */
public interface CredentialLookup {
    /**
     * The session of a token from a cookie or a bearer header.
     *
     * @param address where the client is; invalid tokens count against its limit
     */
    Optional<Holder> byToken(String token, String address);

    /** The session for which a ticket was issued. The ticket is used up in any case. */
    Optional<Holder> byTicket(String ticket);

    /** A session that was admitted before, if it is still valid. */
    Optional<Holder> bySession(SessionId session);

    record Holder(Session session, LogPosition position) {}
}
