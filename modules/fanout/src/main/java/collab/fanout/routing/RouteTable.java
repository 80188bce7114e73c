package collab.fanout.routing;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The memberships of the wanted users of one stream, at the position of its cursor. A user is added with the
 * memberships at the cursor; membership events are applied when the cursor passes them, each before its own audience is
 * resolved. So "member at s" is answered exactly and without the database. Confined to the sender thread of the stream.
 */
public final class RouteTable {
    private final Set<UserId> wanted = new HashSet<>();
    private final MembershipIndex<ChannelId> channels = new MembershipIndex<>();
    private final MembershipIndex<WorkspaceId> workspaces = new MembershipIndex<>();

    /** @param places the memberships at the cursor */
    public void add(UserId user, Memberships.Places places) {
        remove(user);
        wanted.add(user);
        channels.add(user, places.channels());
        workspaces.add(user, places.workspaces());
    }

    public void remove(UserId user) {
        wanted.remove(user);
        channels.remove(user);
        workspaces.remove(user);
    }

    public boolean wants(UserId user) {
        return wanted.contains(user);
    }

    public int size() {
        return wanted.size();
    }

    public void apply(MembershipChange change) {
        switch (change) {
            case MembershipChange.ChannelGained(ChannelId channel, List<UserId> users) ->
                wantedOf(users).forEach(user -> channels.add(user, channel));
            case MembershipChange.ChannelLost(ChannelId channel, List<UserId> users) ->
                wantedOf(users).forEach(user -> channels.remove(user, channel));
            case MembershipChange.WorkspaceGained(WorkspaceId workspace, List<UserId> users) ->
                wantedOf(users).forEach(user -> workspaces.add(user, workspace));
            case MembershipChange.WorkspaceLost(WorkspaceId workspace, List<UserId> users) ->
                wantedOf(users).forEach(user -> workspaces.remove(user, workspace));
        }
    }

    /** The users among these who are wanted. */
    List<UserId> wantedOf(Collection<UserId> users) {
        return users.stream().filter(wanted::contains).toList();
    }

    public Envelope addressed(ChannelId channel) {
        return channels.addressed(channel);
    }

    Envelope addressed(WorkspaceId workspace) {
        return workspaces.addressed(workspace);
    }

    public Set<WorkspaceId> workspacesOf(UserId user) {
        return workspaces.placesOf(user);
    }

    Set<UserId> usersOf(WorkspaceId workspace) {
        return workspaces.usersOf(workspace);
    }
}
