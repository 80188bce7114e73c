package collab.rpc.methods;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;

/** Receives signals, which are delivered to connected clients and not stored. Must not block. */
@FunctionalInterface
public interface SignalSink {
    /** Signals that a member of a channel is typing. The receiver limits how often a signal is delivered. */
    void typing(UserId user, ChannelId channel);
}
