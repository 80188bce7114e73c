package collab.fanout;

import collab.domain.ChannelId;
import collab.domain.WorkspaceId;
import collab.persistence.LoggedEvent;
import collab.wire.link.v1.SubscribeRequest;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** What a subscriber asked for; an empty set lets everything through. */
record SubscriptionFilter(Set<WorkspaceId> workspaces, Set<ChannelId> channels, Set<String> types) {
    static SubscriptionFilter of(SubscribeRequest request) {
        return new SubscriptionFilter(
                named(WorkspaceId::new, request.getWorkspaceIdsList()),
                named(ChannelId::new, request.getChannelIdsList()),
                Set.copyOf(request.getTypesList()));
    }

    private static <T> Set<T> named(LongFunction<T> kind, List<Long> ids) {
        return ids.stream().map(id -> Requests.named(kind, id)).collect(Collectors.toUnmodifiableSet());
    }

    boolean lets(LoggedEvent event, Whereabouts whereabouts) {
        if (!types.isEmpty() && !types.contains(event.type())) return false;
        if (workspaces.isEmpty() && channels.isEmpty()) return true;
        Whereabouts.Place place = whereabouts.of(event);
        return (workspaces.isEmpty()
                        || place.workspace().filter(workspaces::contains).isPresent())
                && (channels.isEmpty()
                        || place.channel().filter(channels::contains).isPresent());
    }
}
