package collab.fanout.routing;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.persistence.LoggedEvent;
import collab.persistence.Snapshots;
import collab.wire.event.v2.Event;
import java.util.LinkedHashMap;
import java.util.Optional;

/** The channel and workspace in which an event happened. Confined to one thread. */
public final class EventScope {
    /** A channel never changes its workspace, so cached entries stay valid; the oldest is evicted first. */
    private static final int CACHED_MAX = 10_000;

    record Place(Optional<ChannelId> channel, Optional<WorkspaceId> workspace) {
        static final Place NONE = new Place(Optional.empty(), Optional.empty());
    }

    private final Snapshots snapshots;
    private final LinkedHashMap<ChannelId, WorkspaceId> workspaces = new LinkedHashMap<>();

    public EventScope(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    Place of(LoggedEvent event) {
        return switch (event.audience()) {
            case Audience.OfChannel(ChannelId channel) -> in(channel);
            case Audience.OfWorkspace(WorkspaceId workspace) -> in(workspace);
            case Audience.Listed _, Audience.Peers _ -> of(MembershipChange.parsed(event));
        };
    }

    /** An event that is addressed to users can still concern a channel or workspace. */
    private Place of(Event event) {
        return switch (event.getPayloadCase()) {
            case CHANNEL_ADDED ->
                in(new ChannelId(event.getChannelAdded().getChannel().getId()));
            case CHANNEL_REMOVED -> in(new ChannelId(event.getChannelRemoved().getChannelId()));
            case READ_STATE -> in(new ChannelId(event.getReadState().getChannelId()));
            case THREAD_FOLLOWED -> in(new ChannelId(event.getThreadFollowed().getChannelId()));
            case THREAD_STATE -> in(new ChannelId(event.getThreadState().getChannelId()));
            case MENTION_CREATED ->
                in(new ChannelId(event.getMentionCreated().getMention().getChannelId()));
            case WORKSPACE_ADDED ->
                in(new WorkspaceId(event.getWorkspaceAdded().getWorkspace().getId()));
            case WORKSPACE_REMOVED ->
                in(new WorkspaceId(event.getWorkspaceRemoved().getWorkspaceId()));
            case DRAFT_UPDATED -> in(new ChannelId(event.getDraftUpdated().getChannelId()));
            case READ_ALL -> in(new WorkspaceId(event.getReadAll().getWorkspaceId()));
            default -> Place.NONE; // about a user
        };
    }

    private Place in(ChannelId channel) {
        return new Place(Optional.of(channel), workspaceOf(channel));
    }

    private static Place in(WorkspaceId workspace) {
        return new Place(Optional.empty(), Optional.of(workspace));
    }

    /** Empty when the channel was deleted with its workspace. */
    Optional<WorkspaceId> workspaceOf(ChannelId channel) {
        WorkspaceId cached = workspaces.get(channel);
        if (cached != null) return Optional.of(cached);
        Optional<WorkspaceId> found =
                snapshots.read(snapshot -> snapshot.channel(channel).map(Channel::workspaceId));
        found.ifPresent(workspace -> workspaces.put(channel, workspace));
        if (workspaces.size() > CACHED_MAX) workspaces.pollFirstEntry();
        return found;
    }
}
