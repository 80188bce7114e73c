package collab.fanout;

import collab.domain.Audience;
import collab.domain.ChannelId;
import collab.domain.LogPosition;
import collab.domain.UserId;
import collab.domain.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns an audience into the wanted users it reaches. */
final class AudienceResolver {
    private final Memberships memberships;

    AudienceResolver(Memberships memberships) {
        this.memberships = memberships;
    }

    /**
     * @param at the position for which {@code routes} hold
     * @return an envelope addressed to those reached; to nobody, if nobody here is
     */
    Envelope resolve(Audience audience, LogPosition at, RouteTable routes) {
        return switch (audience) {
            case Audience.Listed(List<UserId> users) -> Roster.address(routes.among(users));
            case Audience.OfChannel(ChannelId channel) -> routes.addressed(channel);
            case Audience.OfWorkspace(WorkspaceId workspace) -> routes.addressed(workspace);
            case Audience.Peers(UserId user) -> Roster.address(peers(user, at, routes));
        };
    }

    private Set<UserId> peers(UserId user, LogPosition at, RouteTable routes) {
        Set<WorkspaceId> shared = routes.wants(user)
                ? routes.workspacesOf(user)
                : memberships.placesOf(user, at).workspaces();
        Set<UserId> peers = new HashSet<>(routes.among(List.of(user)));
        shared.forEach(workspace -> peers.addAll(routes.usersOf(workspace)));
        return peers;
    }
}
