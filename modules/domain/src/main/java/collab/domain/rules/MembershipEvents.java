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

    static void enter(EventBuilder draft, Workspace workspace, User user, WorkspaceRole role) {
        draft.add(new Event.WorkspaceAdded(workspace, user.id(), role));
        draft.add(new Event.WorkspaceMemberJoined(workspace.id(), user, role));
    }

    static void leave(EventBuilder draft, WorkspaceId workspace, UserId user) {
        draft.add(new Event.WorkspaceRemoved(workspace, List.of(user)));
        draft.add(new Event.WorkspaceMemberLeft(workspace, user));
    }

    static void enter(EventBuilder draft, Channel channel, UserId user, ChannelRole role) {
        draft.add(new Event.ChannelAdded(channel, List.of(user)));
        draft.add(new Event.ChannelMemberJoined(channel.id(), user, role));
    }

    static void leave(EventBuilder draft, ChannelId channel, UserId user) {
        draft.add(new Event.ChannelRemoved(channel, List.of(user)));
        draft.add(new Event.ChannelMemberLeft(channel, user));
    }
}
