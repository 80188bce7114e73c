package collab.domain.rules;

import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.List;

/** The events at the two boundaries of a membership, in their fixed order. */
final class MembershipEvents {
    private MembershipEvents() {}

    static void enter(EventBuilder events, Workspace workspace, User user, WorkspaceRole role) {
        events.add(new Event.WorkspaceAdded(workspace, user.id(), role));
        events.add(new Event.WorkspaceMemberJoined(workspace.id(), user, role));
    }

    static void leave(EventBuilder events, WorkspaceId workspace, UserId user) {
        events.add(new Event.WorkspaceRemoved(workspace, List.of(user)));
        events.add(new Event.WorkspaceMemberLeft(workspace, user));
    }

    static void enter(EventBuilder events, Channel channel, UserId user, ChannelRole role) {
        events.add(new Event.ChannelAdded(channel, List.of(user)));
        events.add(new Event.ChannelMemberJoined(channel.id(), user, role));
    }

    static void leave(EventBuilder events, ChannelId channel, UserId user) {
        events.add(new Event.ChannelRemoved(channel, List.of(user)));
        events.add(new Event.ChannelMemberLeft(channel, user));
    }
}
