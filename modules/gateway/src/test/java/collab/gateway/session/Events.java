package collab.gateway.session;

import collab.wire.event.v2.Event;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.event.v2.TypingStarted;

/** Creates small events for tests. */
public final class Events {
    private Events() {}

    public static Event deleted(long messageId) {
        return Event.newBuilder()
                .setMessageDeleted(
                        MessageDeleted.newBuilder().setMessageId(messageId).setChannelId(1))
                .build();
    }

    public static Event typing(long userId) {
        return Event.newBuilder()
                .setTypingStarted(TypingStarted.newBuilder()
                        .setChannelId(1)
                        .setUserId(userId)
                        .setExpiresMs(8000))
                .build();
    }

    static Event snapshot(long online) {
        return Event.newBuilder()
                .setPresenceSnapshot(PresenceSnapshot.newBuilder().addOnline(online))
                .build();
    }

    public static Event revoked(long session) {
        return Event.newBuilder()
                .setSessionRevoked(SessionRevoked.newBuilder().setSession(session))
                .build();
    }

    /** An event of a type that this build does not know. */
    public static Event unknown() {
        return Event.newBuilder().setActorId(1).build();
    }
}
