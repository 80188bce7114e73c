package collab.fanout;

import collab.domain.ChannelId;
import collab.domain.UserId;
import collab.domain.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the wanted users of one stream are, at the position of its cursor. A user enters with their places at the cursor; events
 * that move somebody are applied as the cursor passes them, each before its own audience is looked up. So "member at s" is
 * answered exactly and without the database. Belongs to the stream's sender thread.
 */
final class RouteTable {
    private final Set<UserId> wanted = new HashSet<>();
    private final Roster<ChannelId> channels = new Roster<>();
    private final Roster<WorkspaceId> workspaces = new Roster<>();

    /** @param places those at the cursor */
    void add(UserId user, Memberships.Places places) {
        remove(user);
        wanted.add(user);
        channels.add(user, places.channels());
        workspaces.add(user, places.workspaces());
    }

    void remove(UserId user) {
        wanted.remove(user);
        channels.remove(user);
        workspaces.remove(user);
    }

    boolean wants(UserId user) {
        return wanted.contains(user);
    }

    int size() {
        return wanted.size();
    }

    void apply(PlaceMove move) {
        switch (move) {
            case PlaceMove.ChannelGained(ChannelId channel, List<UserId> users) ->
                among(users).forEach(user -> channels.add(user, channel));
            case PlaceMove.ChannelLost(ChannelId channel, List<UserId> users) ->
                among(users).forEach(user -> channels.remove(user, channel));
            case PlaceMove.WorkspaceGained(WorkspaceId workspace, List<UserId> users) ->
                among(users).forEach(user -> workspaces.add(user, workspace));
            case PlaceMove.WorkspaceLost(WorkspaceId workspace, List<UserId> users) ->
                among(users).forEach(user -> workspaces.remove(user, workspace));
        }
    }

    /** Those of the users who are wanted. */
    List<UserId> among(Collection<UserId> users) {
        return users.stream().filter(wanted::contains).toList();
    }

    Envelope addressed(ChannelId channel) {
        return channels.addressed(channel);
    }

    Envelope addressed(WorkspaceId workspace) {
        return workspaces.addressed(workspace);
    }

    Set<WorkspaceId> workspacesOf(UserId user) {
        return workspaces.placesOf(user);
    }

    Set<UserId> usersOf(WorkspaceId workspace) {
        return workspaces.usersOf(workspace);
    }
}
