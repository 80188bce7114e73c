package collab.persistence;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.Set;

/**
 * The memberships at any position of the log. A membership is an interval of positions: the user is a member at s ⇔ {@code
 * joined_seq <= s < left_seq}.
 */
public interface Memberships {
    /** Returns the user's workspaces and channels at {@code at}, which lies between the log's floor and its head. */
    Places placesOf(UserId user, LogPosition at);

    /** Returns the users who shared a workspace with the user at that position, and the user. */
    Set<UserId> peersOf(UserId user, LogPosition at);

    /** The workspaces and channels in which a user is a member. */
    record Places(Set<WorkspaceId> workspaces, Set<ChannelId> channels) {
        public Places {
            workspaces = Set.copyOf(workspaces);
            channels = Set.copyOf(channels);
        }
    }
}
