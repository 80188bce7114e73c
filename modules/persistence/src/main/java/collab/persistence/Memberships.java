package collab.persistence;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.Set;

/**
 * Who was where, at any position of the log. Memberships are intervals: member at s ⇔ {@code joined_seq <= s < left_seq}.
 */
public interface Memberships {
    /** The user's places at {@code at}, which lies between the log's floor and its head. */
    Places placesOf(UserId user, LogPosition at);

    /** Everybody who shared a workspace with the user at that position, and the user. */
    Set<UserId> peersOf(UserId user, LogPosition at);

    record Places(Set<WorkspaceId> workspaces, Set<ChannelId> channels) {
        public Places {
            workspaces = Set.copyOf(workspaces);
            channels = Set.copyOf(channels);
        }
    }
}
