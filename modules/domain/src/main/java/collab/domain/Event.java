package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.InvitationState;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.Preference;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A committed fact, in the form that is logged, sent and projected into rows. An entity that the event changes carries
 * the position of the event as its {@code ver}.
 *
 * <p>Some changes have no event of their own; every reader derives them:
 * <ul>
 * <li>{@link MessageCreated} of a top-level message moves its author's read state to it ({@code lastRead}, {@code
 * readNo}); no deleted message follows the new {@code readNo}.
 * <li>{@link ChannelAdded} begins the read state of a new member: nothing marked, {@code readNo} at the channel's
 * {@code lastNo}, no unread mentions, {@code readBroadcastNo} at its {@code broadcastNo}; mentions of an earlier
 * membership are dropped.
 * <li>{@link MessageCreated} of a reply with an ordinal makes its author follow the thread and moves the author's thread state
 * to it ({@code readNo}).
 * <li>{@link ChannelRemoved} ends the thread states of the users who lose the channel.
 * <li>{@link ChannelRemoved} and {@link WorkspaceRemoved} end the preferences and drafts of their receivers for the place.
 * <li>{@link MentionCreated} sets the unread mentions in the read state of its receiver, for a reply in the thread state.
 * <li>{@link BroadcastCreated} of a whole channel sets the channel's {@code broadcastNo} and its author's {@code
 * readBroadcastNo}.
 * <li>An entity that an event changes has the position of the event as its {@code ver} afterwards, also where the event
 * does not carry the whole entity: a message after {@link MessageReacted}, {@link MessagePinUpdated} and {@link
 * ThreadUpdated} (the parent), a read state or thread state after each of the events above.
 * </ul>
 */
public sealed interface Event {
    record MessageCreated(Message message, long lastNo) implements Event {}

    /**
     * @param lastNo the channel's newest ordinal at that moment, so that every message event moves unread counts the
     *     same way
     */
    record MessageUpdated(Message message, long lastNo) implements Event {}

    /**
     * @param no the ordinal of the message, by which each member decides whether it was unread; absent for a reply and
     *     for an imported message
     * @param broadcastNo the number of the message among those that addressed the whole channel, if it did
     * @param parentId the message that a reply answered
     * @param replyNo the ordinal of a reply in its thread, by which each follower decides whether it was unread; absent for an
     *     imported reply
     */
    record MessageDeleted(
            MessageId messageId,
            ChannelId channelId,
            OptionalLong no,
            OptionalLong broadcastNo,
            Optional<MessageId> parentId,
            OptionalLong replyNo)
            implements Event {
        /** Whether the message was imported and is no reply: only such a message has no ordinal and no parent. */
        public boolean importedToChannel() {
            return no.isEmpty() && parentId.isEmpty();
        }
    }

    /** @param reactions the whole array after {@code change} */
    record MessageReacted(MessageId messageId, ChannelId channelId, List<Reaction> reactions, ReactionChange change)
            implements Event {
        public MessageReacted {
            reactions = List.copyOf(reactions);
        }
    }

    /** The part of a reaction that only the projection into rows needs; it is not sent. */
    record ReactionChange(UserId userId, String emoji, boolean added) {}

    record MessagePinUpdated(MessageId messageId, ChannelId channelId, boolean pinned) implements Event {}

    /** @param replies after the change; without a time when the last reply was deleted */
    record ThreadUpdated(MessageId parentId, ChannelId channelId, Message.Replies replies) implements Event {}

    /**
     * Sent to the users who gain the channel; their interval begins here, with the role MEMBER until {@link
     * ChannelMemberJoined} names another role. The first one creates a new channel.
     */
    record ChannelAdded(Channel channel, List<UserId> gainers) implements Event {
        public ChannelAdded {
            gainers = List.copyOf(gainers);
        }
    }

    record ChannelUpdated(Channel channel) implements Event {}

    record ChannelArchived(Channel channel) implements Event {}

    /** Sent to the users who lose the channel; their interval ends here. */
    record ChannelRemoved(ChannelId channelId, List<UserId> losers) implements Event {
        public ChannelRemoved {
            losers = List.copyOf(losers);
        }
    }

    record ChannelMemberJoined(ChannelId channelId, UserId userId, ChannelRole role) implements Event {}

    record ChannelMemberLeft(ChannelId channelId, UserId userId) implements Event {}

    /** @param deleted the messages after the position of {@code readState} that are not unread, absolute */
    record ReadStateChanged(ReadState readState, ReadState.Deleted deleted) implements Event {
        /** The change of a user who has read the channel to its end: nothing follows the position. */
        public ReadStateChanged(ReadState readState) {
            this(readState, ReadState.Deleted.NONE);
        }
    }

    /**
     * Sent to users who begin to follow a thread, before the reply that is the reason: everything up to {@code lastNo} is read.
     *
     * @param lastNo the ordinal of the last reply at that moment
     */
    record ThreadFollowed(MessageId parentId, ChannelId channelId, long lastNo, List<UserId> followers)
            implements Event {
        public ThreadFollowed {
            followers = List.copyOf(followers);
        }
    }

    /**
     * What a user did to a thread by hand, or a number of mentions that no other event tells.
     *
     * @param lastNo the ordinal of the thread's last reply at that moment
     * @param deleted the replies with an ordinal above the state's {@code readNo} that are not unread: deleted ones, and the user's own,
     *     absolute
     */
    record ThreadStateChanged(ThreadState state, long lastNo, long deleted) implements Event {}

    /**
     * @param mentions unread mentions of {@code receiver} in that channel, absolute
     * @param threadMentions for a reply: unread mentions of {@code receiver} in that thread, absolute. A reply leaves {@code
     *     mentions} unchanged
     */
    record MentionCreated(Mention mention, UserId receiver, int mentions, OptionalInt threadMentions)
            implements Event {}

    /**
     * A message addresses a whole channel: one event for all its members.
     *
     * @param broadcastNo the channel's number afterwards, absolute; {@link Broadcast#HERE} leaves it unchanged
     */
    record BroadcastCreated(Mention mention, Broadcast reach, long broadcastNo) implements Event {}

    /** The row of a user, new or changed. */
    record UserUpdated(User user) implements Event {}

    /** Sent to a user whose rights have changed, for any reason. */
    record PermissionsChanged(UserId userId, List<Grant> permissions) implements Event {
        public PermissionsChanged {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * A group that is new, changed or deleted, or whose members or rights have changed.
     *
     * @param told the recipients: its members, and the user who changed it
     */
    record GroupUpdated(Group group, List<UserId> told) implements Event {
        public GroupUpdated {
            told = List.copyOf(told);
        }
    }

    record SessionRevoked(SessionId sessionId, UserId userId) implements Event {}

    /**
     * An invitation that is new, was used or was revoked. Sent to its maker.
     *
     * @param state at that moment
     */
    record InvitationUpdated(Invitation invitation, InvitationState state) implements Event {}

    /** Sent to the user who gains the workspace; their interval begins here. The first one creates a new workspace. */
    record WorkspaceAdded(Workspace workspace, UserId gainer, WorkspaceRole role) implements Event {}

    record WorkspaceUpdated(Workspace workspace) implements Event {}

    /**
     * Sent to the users who lose the workspace; their interval ends here. Without members the workspace and its content
     * are deleted.
     */
    record WorkspaceRemoved(WorkspaceId workspaceId, List<UserId> losers) implements Event {
        public WorkspaceRemoved {
            losers = List.copyOf(losers);
        }
    }

    /** Also sent when the role of a member has changed. */
    record WorkspaceMemberJoined(WorkspaceId workspaceId, User user, WorkspaceRole role) implements Event {}

    record WorkspaceMemberLeft(WorkspaceId workspaceId, UserId userId) implements Event {}

    /**
     * Everything in the user's channels and threads of a workspace, or in the threads only, is read at this position.
     *
     * @param lastRead the newest message of the server at that moment; absent when there is none
     */
    record AllRead(
            UserId userId, WorkspaceId workspaceId, OwnCommand.MarkAllRead.What what, Optional<MessageId> lastRead)
            implements Event {}

    record PreferenceChanged(Preference preference) implements Event {}

    /** The text is not sent with the event. */
    record DraftChanged(Draft draft) implements Event {}
}
