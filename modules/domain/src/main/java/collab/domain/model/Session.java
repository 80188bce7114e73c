package collab.domain.model;

import collab.domain.credential.Scope;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Set;

/**
 * A login session of a user. It is authenticated by a token, of which only the hash is stored.
 *
 * @param scopes what it may be used for
 */
public record Session(SessionId id, UserId userId, Instant createdAt, Instant expiresAt, Set<Scope> scopes)
        implements Entity {
    public Session {
        scopes = Set.copyOf(scopes);
    }

    /** A session that a sign-in opens. */
    public static Session login(SessionId id, UserId userId, Instant createdAt, Instant expiresAt) {
        return new Session(id, userId, createdAt, expiresAt, Scope.ALL);
    }

    /** Whether a sign-in opened the session; the others are access tokens. */
    public boolean isLogin() {
        return scopes.contains(Scope.ACCOUNT);
    }
}
