package collab.rpc;

import collab.domain.ChannelId;
import collab.domain.UserId;

/** Takes signals, which are told to whoever is there and kept for nobody. Must not block. */
@FunctionalInterface
public interface SignalSink {
    /** The user types in a channel of theirs. Coalescing is the sink's affair. */
    void typing(UserId user, ChannelId channel);
}
