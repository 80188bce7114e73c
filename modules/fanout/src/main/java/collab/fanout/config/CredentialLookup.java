package collab.fanout.config;

import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.model.Session;
import java.util.Optional;

/**
 * Whose a credential is. Answers hold at a position: the session was read in the state of the log at {@link Holder#position},
 * so that its revocation, if there ever is one, is an event above it.
 *
 * <p>Empty means nobody's, expired, revoked, spent, or that of a deactivated user. May block; called from many threads.
 */
public interface CredentialLookup {
    /** The session of a token from a cookie or a bearer header. */
    Optional<Holder> byToken(String token);

    /** The session for which a ticket was made. The ticket is spent, whatever comes of it. */
    Optional<Holder> byTicket(String ticket);

    /** A session that was admitted before, if it is still good. */
    Optional<Holder> bySession(SessionId session);

    record Holder(Session session, LogPosition position) {}
}
