package collab.domain;

import collab.domain.access.DomainLimits;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Reaction;
import collab.domain.model.Right;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A change that a caller requests. The parser has validated the form of the values; the rules check the rest. */
public sealed interface Command
        permits Command.OfUser,
                Command.OfGroup,
                Command.OfWorkspace,
                Command.OfChannel,
                Command.OfMessage,
                Command.OfSession,
                Command.OfImport,
                InvitationCommand,
                AccountCommand,
                OwnCommand,
                FactorCommand,
                AuditCommand {
    sealed interface OfUser extends Command {}

    sealed interface OfGroup extends Command {}

    sealed interface OfWorkspace extends Command {}

    sealed interface OfChannel extends Command {}

    sealed interface OfMessage extends Command {}

    sealed interface OfSession extends Command {}

    /** The workspaces, people and channels of an archive; needs {@link Right#WORKSPACE_MANAGE}. */
    sealed interface OfImport extends Command {}

    /**
     * Needs {@link Right#ADMIN}.
     *
     * @param passwordHash absent: the account cannot sign in with a password
     */
    record CreateUser(String username, String displayName, Optional<String> passwordHash) implements OfUser {
        public CreateUser(String username, String displayName) {
            this(username, displayName, Optional.empty());
        }
    }

    /**
     * For the caller's own account, or for any account with {@link Right#ADMIN}. Ends every other session of that user.
     */
    record SetPassword(UserId userId, String passwordHash) implements OfUser {}

    /** For the caller's own account, or for any account with {@link Right#ADMIN}. Absent values stay as they are. */
    record UpdateUser(UserId userId, Optional<String> displayName, Optional<String> avatarUrl) implements OfUser {}

    record SetStatusText(String text) implements OfUser {}

    /** Ends every session and open invitation of the user at once. */
    record DeactivateUser(UserId userId) implements OfUser {}

    /** Needs {@link Right#ADMIN}. What ended with the deactivation stays ended. */
    record ReactivateUser(UserId userId) implements OfUser {}

    record GrantRight(UserId userId, Grant grant) implements OfUser {}

    /** Like every change of a group, it needs {@link Right#GROUP_MANAGE} and every right that the group gives. */
    record CreateGroup(String name, String description) implements OfGroup {}

    record UpdateGroup(GroupId groupId, Optional<String> name, Optional<String> description) implements OfGroup {}

    record DeleteGroup(GroupId groupId) implements OfGroup {}

    record AddGroupMember(GroupId groupId, GroupMember member) implements OfGroup {}

    record RemoveGroupMember(GroupId groupId, GroupMember member) implements OfGroup {}

    /** @param grants all rights that the group gives after the change */
    record SetGroupRights(GroupId groupId, List<Grant> grants) implements OfGroup {
        public SetGroupRights {
            grants = List.copyOf(grants);
        }
    }

    record CreateWorkspace(String name) implements OfWorkspace {}

    /**
     * Absent values stay as they are. When members may no longer invite, their open invitations end.
     *
     * @param invites who may invite people
     */
    record UpdateWorkspace(WorkspaceId workspaceId, Optional<String> name, Optional<Workspace.Invites> invites)
            implements OfWorkspace {
        public UpdateWorkspace(WorkspaceId workspaceId, String name) {
            this(workspaceId, Optional.of(name), Optional.empty());
        }
    }

    record DeleteWorkspace(WorkspaceId workspaceId) implements OfWorkspace {}

    /**
     * Changes the role of a user who is a member already. A user who is added again finds their direct messages again.
     */
    record AddWorkspaceMember(WorkspaceId workspaceId, UserId userId, WorkspaceRole role) implements OfWorkspace {}

    /**
     * Removes a member, or the caller when the user is the caller. Also closes every channel membership in the
     * workspace. When the last member leaves, the workspace is deleted.
     */
    record RemoveWorkspaceMember(WorkspaceId workspaceId, UserId userId) implements OfWorkspace {}

    /**
     * Creates a channel or a direct message. For a direct message that exists, the result is that one.
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

    /** Leaving a channel without being a member changes nothing. */
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

    /**
     * Imports messages, oldest first; needs {@link Right#WORKSPACE_MANAGE}. Messages that were imported before stay as
     * they are.
     */
    record ImportMessages(ChannelId channelId, List<Imported> messages) implements OfMessage {
        public ImportMessages {
            messages = List.copyOf(messages);
        }

        /**
         * One imported message.
         *
         * @param key the identifier of the message in its source; unique in a channel
         * @param parentKey the key of the message it replies to, which must be imported before it
         */
        public record Imported(
                String key,
                UserId userId,
                Content content,
                Optional<String> parentKey,
                boolean pinned,
                List<Reaction> reactions) {
            public Imported {
                reactions = List.copyOf(reactions);
            }

            /**
             * The text of an imported message and its times.
             *
             * @param text empty for a deleted message, which keeps its replies together
             * @param editedAt the time of the last edit
             */
            public record Content(String text, Instant createdAt, Optional<Instant> editedAt) {}

            public boolean deleted() {
                return content.text().isEmpty();
            }

            public String text() {
                return content.text();
            }

            public Instant createdAt() {
                return content.createdAt();
            }

            public Optional<Instant> editedAt() {
                return content.editedAt();
            }
        }
    }

    /**
     * Imports messages into the direct message between exactly these people, whether or not the caller is one of them.
     * The direct message is created when it is missing. The caller cannot read it.
     */
    record ImportConversation(WorkspaceId workspaceId, List<UserId> people, List<ImportMessages.Imported> messages)
            implements OfMessage {
        public ImportConversation {
            people = List.copyOf(people);
            messages = List.copyOf(messages);
        }
    }

    /**
     * Creates the workspace of an archive, with the caller as its owner, unless an earlier import did.
     *
     * @param existing the workspace into which the caller imports this workspace of the archive
     * @param complete whether the import ends: a later one adds no earlier people again
     */
    record ImportWorkspace(String source, String key, String name, Optional<WorkspaceId> existing, boolean complete)
            implements OfImport {}

    /** Creates the accounts of people of an archive that no earlier import created or found. */
    record ImportPeople(String source, List<ArchivedPerson> people) implements OfImport {
        public ImportPeople {
            people = List.copyOf(people);
        }

        /**
         * One person.
         *
         * @param existing the account of this person, when it exists
         */
        public record ArchivedPerson(String key, String username, String displayName, Optional<UserId> existing) {}
    }

    /**
     * Creates a channel of an archive without members, unless an earlier import did, and adds members to it. The caller
     * becomes no member and cannot read it. A public channel may be an existing public channel with the same name.
     *
     * @param owners those of the members who own the channel
     */
    record ImportChannel(
            Location at, ArchivedChannel channel, List<UserId> members, List<UserId> owners, boolean complete)
            implements OfImport {
        public ImportChannel {
            members = List.copyOf(members);
            owners = List.copyOf(owners);
        }

        /** Without owners: a private channel gets one. */
        public ImportChannel(Location at, ArchivedChannel channel, List<UserId> members, boolean complete) {
            this(at, channel, members, List.of(), complete);
        }

        /** Where the channel is, here and in its source. */
        public record Location(WorkspaceId workspaceId, String source, String key) {}

        /** @param kind public or private */
        public record ArchivedChannel(ChannelKind kind, String name, String topic, boolean archived) {}
    }

    /**
     * Marks the channel as read up to and including this message. It never moves the read state back.
     *
     * @param seenVer the version of the read state that the client knows, for marks that the user did not ask for: a channel that was
     *     marked as unread after it stays unread
     */
    record MarkRead(ChannelId channelId, MessageId messageId, Optional<LogPosition> seenVer) implements OfMessage {
        public MarkRead(ChannelId channelId, MessageId messageId) {
            this(channelId, messageId, Optional.empty());
        }
    }

    /** Follows a thread with everything read, or stops following it. The parent can have no replies yet. */
    record FollowThread(MessageId parentId, boolean following) implements OfMessage {}

    /**
     * Marks a followed thread as read up to and including this reply. It never moves the read position back.
     *
     * @param seenVer as in {@link MarkRead}
     */
    record MarkThreadRead(MessageId parentId, MessageId messageId, Optional<LogPosition> seenVer) implements OfMessage {
        public MarkThreadRead(MessageId parentId, MessageId messageId) {
            this(parentId, messageId, Optional.empty());
        }
    }

    /**
     * Marks one mention, or all mentions in the channel, as read without moving the read state. All includes those in replies, of
     * at most {@link DomainLimits#MENTION_THREADS_MAX} threads.
     */
    record MarkMentionsRead(ChannelId channelId, Optional<MessageId> messageId) implements OfMessage {}

    /**
     * A sign-in. Submitted by the server after it has verified the user.
     *
     * @param device names the browser or program that signed in
     * @param proof a code of the second factor; absent where none is needed
     */
    record OpenSession(
            UserId userId,
            String tokenHash,
            Duration lifetime,
            Optional<String> device,
            Optional<FactorCommand.Proof> proof)
            implements OfSession {
        public OpenSession(UserId userId, String tokenHash, Duration lifetime) {
            this(userId, tokenHash, lifetime, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Makes an access token. Submitted by the server.
     *
     * @param name the owner's name for the program that will use it
     * @param scopes of {@link Scope#OF_TOKENS}
     */
    record OpenToken(UserId userId, String tokenHash, Duration lifetime, String name, Set<Scope> scopes)
            implements OfSession {
        public OpenToken {
            scopes = Set.copyOf(scopes);
        }
    }

    /** A session of the caller, or any session with {@link Right#ADMIN}. */
    record RevokeSession(SessionId sessionId) implements OfSession {}
}
