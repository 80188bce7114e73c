package collab.rpc.view;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.ReadState;
import collab.persistence.Snapshot;
import java.util.Map;

/** The read states of one user, loaded with one statement. A channel without a stored state is read on its own. */
public record ReadStates(UserId user, Snapshot snapshot, Map<ChannelId, ReadState> stored) {
    public ReadStates {
        stored = Map.copyOf(stored);
    }

    public static ReadStates of(UserId user, Snapshot snapshot) {
        return new ReadStates(user, snapshot, snapshot.readStatesOf(user));
    }

    public ReadState in(Channel channel) {
        ReadState state = stored.get(channel.id());
        return state == null ? snapshot.readState(user, channel.id()) : state;
    }
}
