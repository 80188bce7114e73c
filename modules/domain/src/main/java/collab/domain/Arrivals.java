package collab.domain;

import java.util.List;

/** How people come into places and go: the events of a membership's two boundaries, in their one order. */
final class Arrivals {
    private Arrivals() {}

    static void enter(Draft draft, Workspace workspace, User user, WorkspaceRole role) {
        draft.add(new Event.WorkspaceAdded(workspace, user.id(), role));
        draft.add(new Event.WorkspaceMemberJoined(workspace.id(), user, role));
    }

    static void leave(Draft draft, WorkspaceId workspace, UserId user) {
        draft.add(new Event.WorkspaceRemoved(workspace, List.of(user)));
        draft.add(new Event.WorkspaceMemberLeft(workspace, user));
    }

    static void enter(Draft draft, Channel channel, UserId user, ChannelRole role) {
        draft.add(new Event.ChannelAdded(channel, List.of(user)));
        draft.add(new Event.ChannelMemberJoined(channel.id(), user, role));
    }

    static void leave(Draft draft, ChannelId channel, UserId user) {
        draft.add(new Event.ChannelRemoved(channel, List.of(user)));
        draft.add(new Event.ChannelMemberLeft(channel, user));
    }
}
