package collab.fanout.routing;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.LoggedEvent;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;

/** An event that begins or ends a membership interval of a user; its own position is the boundary. */
public sealed interface MembershipChange {
    record ChannelGained(ChannelId channel, List<UserId> users) implements MembershipChange {}

    record ChannelLost(ChannelId channel, List<UserId> users) implements MembershipChange {}

    record WorkspaceGained(WorkspaceId workspace, List<UserId> users) implements MembershipChange {}

    record WorkspaceLost(WorkspaceId workspace, List<UserId> users) implements MembershipChange {}

    static Optional<MembershipChange> of(LoggedEvent event) {
        return switch (event.type()) {
            case "channel.added", "channel.removed", "workspace.added", "workspace.removed" ->
                Optional.of(parse(event));
            default -> Optional.empty();
        };
    }

    private static MembershipChange parse(LoggedEvent event) {
        if (!(event.audience() instanceof Audience.Listed(List<UserId> users))) {
            throw new IllegalStateException(
                    event.type() + " at " + event.seq() + " is addressed to " + event.audience());
        }
        Event parsed = parsed(event);
        return switch (event.type()) {
            case "channel.added" ->
                new ChannelGained(
                        new ChannelId(parsed.getChannelAdded().getChannel().getId()), users);
            case "channel.removed" ->
                new ChannelLost(new ChannelId(parsed.getChannelRemoved().getChannelId()), users);
            case "workspace.added" ->
                new WorkspaceGained(
                        new WorkspaceId(
                                parsed.getWorkspaceAdded().getWorkspace().getId()),
                        users);
            default ->
                new WorkspaceLost(new WorkspaceId(parsed.getWorkspaceRemoved().getWorkspaceId()), users);
        };
    }

    /** The event's bytes, which this server wrote. */
    static Event parsed(LoggedEvent event) {
        try {
            return Event.parseFrom(event.event());
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(event.type() + " at " + event.seq() + " is not an event", broken);
        }
    }
}
