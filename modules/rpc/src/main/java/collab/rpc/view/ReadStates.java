package collab.rpc.view;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.ReadState;
import collab.persistence.Snapshot;
import java.util.Map;

/**
 * The read states of one user, loaded with one statement, and the deleted messages after them, with another. A channel without a
 * stored state is read on its own.
 */
public record ReadStates(
        UserId user, Snapshot snapshot, Map<ChannelId, ReadState> stored, Map<ChannelId, ReadState.Deleted> deleted) {
    public ReadStates {
        stored = Map.copyOf(stored);
        deleted = Map.copyOf(deleted);
    }

    public static ReadStates of(UserId user, Snapshot snapshot) {
        return new ReadStates(user, snapshot, snapshot.readStatesOf(user), snapshot.deletedUnreadOf(user));
    }

    public UnreadCount in(Channel channel) {
        ReadState state = stored.get(channel.id());
        return state == null
                ? UnreadCount.of(snapshot.readState(user, channel.id()), channel, snapshot)
                : new UnreadCount(state, channel, deleted.getOrDefault(channel.id(), ReadState.Deleted.NONE));
    }
}
