package collab.fanout.presence;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.PresenceChanged;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.event.v2.TypingStarted;
import collab.wire.event.v2.UserPresence;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;

/** Encodes signals in the native version of events. */
public final class SignalEvents {
    /** After this time a receiver stops showing that a user types. */
    static final int TYPING_EXPIRES_MS = 8_000;

    private final InstantSource clock;

    public SignalEvents(InstantSource clock) {
        this.clock = clock;
    }

    ByteString typing(ChannelId channel, UserId typist) {
        return event().setActorId(typist.value())
                .setTypingStarted(TypingStarted.newBuilder()
                        .setChannelId(channel.value())
                        .setUserId(typist.value())
                        .setExpiresMs(TYPING_EXPIRES_MS))
                .build()
                .toByteString();
    }

    public ByteString presenceChanged(Map<UserId, Boolean> users) {
        PresenceChanged.Builder changed = PresenceChanged.newBuilder();
        users.forEach((user, online) -> changed.addUsers(
                UserPresence.newBuilder().setUserId(user.value()).setOnline(online)));
        return event().setPresenceChanged(changed).build().toByteString();
    }

    ByteString presenceSnapshot(Collection<UserId> online) {
        PresenceSnapshot.Builder snapshot = PresenceSnapshot.newBuilder();
        online.stream().mapToLong(UserId::value).sorted().forEach(snapshot::addOnline);
        return event().setPresenceSnapshot(snapshot).build().toByteString();
    }

    private Event.Builder event() {
        Instant now = clock.instant();
        return Event.newBuilder()
                .setAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()));
    }
}
