package collab.fanout.routing;

import collab.domain.Audience;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The channels that a subscriber may read without being a member. It never includes events that are addressed to listed
 * users.
 */
public record AuditRight(boolean everywhere, Set<WorkspaceId> workspaces) {
    /**
     * @param sessionScopes of the subscriber's session: without the scope of rights there is none
     * @param grants of the subscriber
     */
    public static AuditRight of(Set<Scope> sessionScopes, List<Grant> grants) {
        if (!sessionScopes.contains(Scope.ADMIN)) return new AuditRight(false, Set.of());
        List<Optional<WorkspaceId>> scopes = grants.stream()
                .filter(grant -> grant.right() == Right.AUDIT || grant.right() == Right.ADMIN)
                .map(Grant::workspaceId)
                .toList();
        return new AuditRight(
                scopes.stream().anyMatch(Optional::isEmpty),
                scopes.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet()));
    }

    public boolean covers(Audience audience, EventScope scope) {
        if (!(audience instanceof Audience.OfChannel(ChannelId channel))) return false;
        if (everywhere) return true;
        return !workspaces.isEmpty()
                && scope.workspaceOf(channel).filter(workspaces::contains).isPresent();
    }
}
