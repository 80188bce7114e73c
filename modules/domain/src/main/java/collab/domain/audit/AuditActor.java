package collab.domain.audit;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.util.Optional;

/**
 * Who did something.
 *
 * @param userId present exactly for a user
 * @param sessionId the login session or token that the user used
 */
public record AuditActor(Kind kind, Optional<UserId> userId, Optional<SessionId> sessionId) {
    /** The store keeps these names. */
    public enum Kind {
        USER,
        /** The server itself. */
        SYSTEM,
        /** The operator, by a command on the machine of the server. */
        CLI
    }

    public AuditActor {
        if (userId.isPresent() != (kind == Kind.USER)) {
            throw new IllegalArgumentException("an actor " + kind + " has user " + userId);
        }
    }

    public static AuditActor user(UserId userId, Optional<SessionId> sessionId) {
        return new AuditActor(Kind.USER, Optional.of(userId), sessionId);
    }

    /** Not a user. */
    public static AuditActor of(Kind kind) {
        return new AuditActor(kind, Optional.empty(), Optional.empty());
    }
}
