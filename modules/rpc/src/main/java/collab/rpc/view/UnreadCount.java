package collab.rpc.view;

import collab.domain.model.Channel;
import collab.domain.model.ReadState;
import collab.persistence.Snapshot;

/** What a user has not read in a channel: the messages after the read position that are not deleted. */
public record UnreadCount(ReadState state, Channel channel, ReadState.Deleted deleted) {

    public static UnreadCount of(ReadState state, Channel channel, Snapshot snapshot) {
        return new UnreadCount(state, channel, snapshot.deletedAfter(state.userId(), channel.id(), state.position()));
    }

    public long messages() {
        return Math.max(0, channel.lastNo() - state.readNo() - deleted.messages());
    }

    /** The unread messages that name the user or address the whole channel. */
    public long mentions() {
        return state.mentions() + Math.max(0, channel.broadcastNo() - state.readBroadcastNo() - deleted.broadcasts());
    }
}
