package collab.domain.model;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;

/** Who asks. There is no anonymous caller: whoever has no account gets no further than login. */
public sealed interface Caller {
    /** A user, through a session. */
    record Person(UserId userId, SessionId sessionId) implements Caller {}

    /** The server itself: logins, seeding, imports. Stands above all rules of permission, below none of state. */
    record System() implements Caller {}

    System SYSTEM = new System();
}
