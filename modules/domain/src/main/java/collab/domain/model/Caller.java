package collab.domain.model;

import collab.domain.credential.Scope;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.util.Set;

/** The author of a request. There is no anonymous caller: without an account only sign-in is possible. */
public sealed interface Caller {
    /**
     * A user with a session.
     *
     * @param scopes those of the session
     */
    record Person(UserId userId, SessionId sessionId, Set<Scope> scopes) implements Caller {
        public Person {
            scopes = Set.copyOf(scopes);
        }

        /** A user with a login session. */
        public Person(UserId userId, SessionId sessionId) {
            this(userId, sessionId, Scope.ALL);
        }
    }

    /** The server itself: sign-ins, seeding, imports. Permission rules do not apply to it; rules about the state do. */
    record System() implements Caller {}

    System SYSTEM = new System();
}
