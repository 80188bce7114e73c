package collab.fanout.presence;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;

/** Where ephemeral things are told: never logged, never replayed, shed when there are too many. */
public interface SignalBus {
    /**
     * The user types in a channel of theirs; whoever calls has checked that it is. Told to its other members, at most once in
     * three seconds. Never blocks.
     */
    void typing(ChannelId channel, UserId typist);
}
