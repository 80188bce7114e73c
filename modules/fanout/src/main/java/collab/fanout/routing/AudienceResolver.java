package collab.fanout.routing;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns an audience into the wanted users whom it reaches. */
public final class AudienceResolver {
    private final Memberships memberships;

    public AudienceResolver(Memberships memberships) {
        this.memberships = memberships;
    }

    /**
     * @param at the position for which {@code routes} hold
     * @return an envelope that contains only the recipients; without recipients when no wanted user is reached
     */
    public Envelope resolve(Audience audience, LogPosition at, RouteTable routes) {
        return switch (audience) {
            case Audience.Listed(List<UserId> users) -> MembershipIndex.address(routes.wantedOf(users));
            case Audience.OfChannel(ChannelId channel) -> routes.addressed(channel);
            case Audience.OfWorkspace(WorkspaceId workspace) -> routes.addressed(workspace);
            case Audience.Peers(UserId user) -> MembershipIndex.address(peers(user, at, routes));
        };
    }

    private Set<UserId> peers(UserId user, LogPosition at, RouteTable routes) {
        Set<WorkspaceId> shared = routes.wants(user)
                ? routes.workspacesOf(user)
                : memberships.placesOf(user, at).workspaces();
        Set<UserId> peers = new HashSet<>(routes.wantedOf(List.of(user)));
        shared.forEach(workspace -> peers.addAll(routes.usersOf(workspace)));
        return peers;
    }
}
