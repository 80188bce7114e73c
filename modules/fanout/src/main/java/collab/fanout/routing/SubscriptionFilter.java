package collab.fanout.routing;

import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.persistence.LoggedEvent;
import collab.wire.link.v1.SubscribeRequest;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The filter of a subscriber; an empty set accepts everything. */
public record SubscriptionFilter(Set<WorkspaceId> workspaces, Set<ChannelId> channels, Set<String> types) {
    public static SubscriptionFilter of(SubscribeRequest request) {
        return new SubscriptionFilter(
                ids(WorkspaceId::new, request.getWorkspaceIdsList()),
                ids(ChannelId::new, request.getChannelIdsList()),
                Set.copyOf(request.getTypesList()));
    }

    private static <T> Set<T> ids(LongFunction<T> kind, List<Long> ids) {
        return ids.stream().map(id -> RequestIds.parse(kind, id)).collect(Collectors.toUnmodifiableSet());
    }

    public boolean accepts(LoggedEvent event, EventScope scope) {
        if (!types.isEmpty() && !types.contains(event.type())) return false;
        if (workspaces.isEmpty() && channels.isEmpty()) return true;
        EventScope.Place place = scope.of(event);
        return (workspaces.isEmpty()
                        || place.workspace().filter(workspaces::contains).isPresent())
                && (channels.isEmpty()
                        || place.channel().filter(channels::contains).isPresent());
    }
}
