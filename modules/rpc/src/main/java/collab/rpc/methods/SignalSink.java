package collab.rpc.methods;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;

/** Takes signals, which are told to whoever is there and kept for nobody. Must not block. */
@FunctionalInterface
public interface SignalSink {
    /** The user types in a channel of theirs. Coalescing is the sink's affair. */
    void typing(UserId user, ChannelId channel);
}
