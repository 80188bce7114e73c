package collab.domain.model;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;

/** The author of a request. There is no anonymous caller: without an account only sign-in is possible. */
public sealed interface Caller {
    /** A user with a session. */
    record Person(UserId userId, SessionId sessionId) implements Caller {}

    /** The server itself: sign-ins, seeding, imports. Permission rules do not apply to it; rules about the state do. */
    record System() implements Caller {}

    System SYSTEM = new System();
}
