package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Reaction;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What somebody wants changed. Values are validated in form by whoever parsed them; the rules check the rest. */
public sealed interface Command {
    sealed interface OfUser extends Command {}

    sealed interface OfGroup extends Command {}

    sealed interface OfWorkspace extends Command {}

    sealed interface OfChannel extends Command {}

    sealed interface OfMessage extends Command {}

    sealed interface OfSession extends Command {}

    /**
     * Needs {@link Right#ADMIN}.
     *
     * @param passwordHash absent: the account can not sign in by itself
     */
    record CreateUser(String username, String displayName, Optional<String> passwordHash) implements OfUser {
        public CreateUser(String username, String displayName) {
            this(username, displayName, Optional.empty());
        }
    }

    /** One's own, or anybody's with {@link Right#ADMIN}. Ends every other session of that user. */
    record SetPassword(UserId userId, String passwordHash) implements OfUser {}

    /** One's own row, or anybody's with {@link Right#ADMIN}. Absent values stay as they are. */
    record UpdateUser(UserId userId, Optional<String> displayName, Optional<String> avatarUrl) implements OfUser {}

    record SetStatusText(String text) implements OfUser {}

    /** Ends every session of the user at once. */
    record DeactivateUser(UserId userId) implements OfUser {}

    record GrantRight(UserId userId, Grant grant) implements OfUser {}

    /** As all changes of groups: needs {@link Right#GROUP_MANAGE} and every right that comes with the group. */
    record CreateGroup(String name, String description) implements OfGroup {}

    record UpdateGroup(GroupId groupId, Optional<String> name, Optional<String> description) implements OfGroup {}

    record DeleteGroup(GroupId groupId) implements OfGroup {}

    record AddGroupMember(GroupId groupId, GroupMember member) implements OfGroup {}

    record RemoveGroupMember(GroupId groupId, GroupMember member) implements OfGroup {}

    /** @param grants all that the group gives from now on */
    record SetGroupRights(GroupId groupId, List<Grant> grants) implements OfGroup {
        public SetGroupRights {
            grants = List.copyOf(grants);
        }
    }

    record CreateWorkspace(String name) implements OfWorkspace {}

    record UpdateWorkspace(WorkspaceId workspaceId, String name) implements OfWorkspace {}

    record DeleteWorkspace(WorkspaceId workspaceId) implements OfWorkspace {}

    /** Of somebody who is a member already: changes their role. Whoever comes back finds their direct messages again. */
    record AddWorkspaceMember(WorkspaceId workspaceId, UserId userId, WorkspaceRole role) implements OfWorkspace {}

    /** Oneself: leaving. Closes every channel interval in the workspace with it; the last member takes the workspace along. */
    record RemoveWorkspaceMember(WorkspaceId workspaceId, UserId userId) implements OfWorkspace {}

    /**
     * A channel, or a direct message. Asking for a direct message that exists answers it.
     *
     * @param peers the other people of a direct message; empty for other kinds
     */
    record CreateChannel(
            WorkspaceId workspaceId, ChannelKind kind, Optional<String> name, String topic, List<UserId> peers)
            implements OfChannel {
        public CreateChannel {
            peers = List.copyOf(peers);
        }
    }

    record UpdateChannel(ChannelId channelId, Optional<String> name, Optional<String> topic) implements OfChannel {}

    record ArchiveChannel(ChannelId channelId) implements OfChannel {}

    record UnarchiveChannel(ChannelId channelId) implements OfChannel {}

    record JoinChannel(ChannelId channelId) implements OfChannel {}

    /** Leaving a channel one is not in is fine. */
    record LeaveChannel(ChannelId channelId) implements OfChannel {}

    record AddChannelMember(ChannelId channelId, UserId userId) implements OfChannel {}

    record RemoveChannelMember(ChannelId channelId, UserId userId) implements OfChannel {}

    record SetChannelRole(ChannelId channelId, UserId userId, ChannelRole role) implements OfChannel {}

    record SendMessage(ChannelId channelId, String text, Optional<MessageId> parentId) implements OfMessage {}

    record UpdateMessage(MessageId messageId, String text) implements OfMessage {}

    record DeleteMessage(MessageId messageId) implements OfMessage {}

    record React(MessageId messageId, String emoji) implements OfMessage {}

    record Unreact(MessageId messageId, String emoji) implements OfMessage {}

    record ToggleReaction(MessageId messageId, String emoji) implements OfMessage {}

    record PinMessage(MessageId messageId) implements OfMessage {}

    record UnpinMessage(MessageId messageId) implements OfMessage {}

    /** Messages from elsewhere, oldest first; needs {@link Right#WORKSPACE_MANAGE}. What was imported before is left as it is. */
    record ImportMessages(ChannelId channelId, List<Imported> messages) implements OfMessage {
        public ImportMessages {
            messages = List.copyOf(messages);
        }

        /**
         * One of them.
         *
         * @param key what it is called where it comes from; once in a channel
         * @param parentKey of the message it replies to, imported before it
         */
        public record Imported(
                String key,
                UserId userId,
                String text,
                Instant createdAt,
                Optional<Instant> editedAt,
                Optional<String> parentKey,
                boolean pinned,
                List<Reaction> reactions) {
            public Imported {
                reactions = List.copyOf(reactions);
            }
        }
    }

    /**
     * The same into the direct message between exactly these people, whether or not the caller is one of them; it is made when
     * it is not there. Whoever imports reads nothing by it.
     */
    record ImportConversation(WorkspaceId workspaceId, List<UserId> people, List<ImportMessages.Imported> messages)
            implements OfMessage {
        public ImportConversation {
            people = List.copyOf(people);
            messages = List.copyOf(messages);
        }
    }

    /** Marks the channel read up to and including this message; marking less than is read changes nothing. */
    record MarkRead(ChannelId channelId, MessageId messageId) implements OfMessage {}

    /** Marks one mention, or all in the channel, as read without moving the read state's place. */
    record MarkMentionsRead(ChannelId channelId, Optional<MessageId> messageId) implements OfMessage {}

    /**
     * Asked by the server when it has proved who the user is.
     *
     * @param name what its owner calls the program that will use it; absent for a login
     */
    record OpenSession(UserId userId, String tokenHash, Duration lifetime, Optional<String> name) implements OfSession {
        public OpenSession(UserId userId, String tokenHash, Duration lifetime) {
            this(userId, tokenHash, lifetime, Optional.empty());
        }
    }

    /** One of one's own, or anybody's with {@link Right#ADMIN}. */
    record RevokeSession(SessionId sessionId) implements OfSession {}
}
