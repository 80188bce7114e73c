package collab.fanout.presence;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;

/** Accepts ephemeral signals: they are never logged and never replayed, and they are dropped when too many wait. */
public interface SignalBus {
    /**
     * Announces that the user types in a channel; the caller has checked the membership. It is sent to the other
     * members, at most once in three seconds. Never blocks.
     */
    void typing(ChannelId channel, UserId typist);
}
