package collab.persistence;

import collab.domain.World;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.preference.Draft;
import collab.domain.preference.Preference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The state at one position, with the pages and lists that queries need. It contains no deleted entities. */
public interface Snapshot extends World {
    /** The position of the snapshot: it contains all changes up to this position and none after it. */
    LogPosition position();

    /**
     * The answer to an operation that was executed before, as {@link Ledger#submit} gives it to a repeat; empty for an operation that is
     * not known.
     */
    Optional<Ledger.Verdict> repeatOf(Caller caller, Ledger.Operation operation);

    /** Returns the session whose token has this hash, if it is neither revoked nor expired. */
    Optional<Session> sessionByTokenHash(String tokenHash);

    /** Returns when the owner of a login session last proved who they are, by the sign-in or afterwards. */
    Optional<Instant> sessionConfirmedAt(SessionId session);

    /** Returns the number of the user's recovery codes that were not used. */
    int recoveryCodesLeft(UserId user);

    /** Returns the second factor of some user, whose secret tells whether the server has the key of the secrets. */
    Optional<SecondFactor> anySecondFactor();

    /** Returns the hash of the user's password, if the user has a password. */
    Optional<String> passwordHash(UserId user);

    /**
     * Returns the user's unrevoked, unexpired sessions with an id below {@code before} and their names, newest first, at most {@code
     * limit}.
     */
    List<NamedSession> namedSessions(UserId user, Optional<SessionId> before, int limit);

    /**
     * A session as its owner sees it.
     *
     * @param name the name that the user gave the session; absent for a login
     * @param device names the browser or program that signed in
     * @param seenAt when it was used, as far as that is stored
     */
    record NamedSession(Session session, Optional<String> name, Optional<String> device, Optional<Instant> seenAt) {}

    /**
     * Returns the invitations to the workspace with an id below {@code before}, newest first, at most {@code limit}.
     *
     * @param maker only those of this user
     */
    List<Invitation> invitations(
            WorkspaceId workspace, Optional<UserId> maker, Optional<InvitationId> before, int limit);

    /** Returns the active users with the lowest ids, ascending, at most {@code limit}. */
    List<User> activeUsers(int limit);

    /** Returns the groups with an id above {@code after}, ascending, at most {@code limit}. */
    List<Group> groups(Optional<GroupId> after, int limit);

    /**
     * Returns the groups with an id above {@code after} that contain the user or a user who shares a workspace with the user,
     * directly or through other groups, ascending, at most {@code limit}.
     */
    List<Group> groupsKnownTo(UserId user, Optional<GroupId> after, int limit);

    /** Returns the user's workspaces, ascending. */
    List<Workspace> workspacesOf(UserId user);

    /** Returns the channels in which the user is a member, in all workspaces, ascending. */
    List<Channel> channelsOf(UserId user);

    /** Returns the public channels of a workspace, archived ones included, ascending. */
    List<Channel> publicChannels(WorkspaceId workspace);

    /** Returns the user's read state in each channel in which the user is a member. */
    Map<ChannelId, ReadState> readStatesOf(UserId user);

    /** Returns the messages after the user's position that are not unread, in each channel of {@link #readStatesOf} that has some. */
    Map<ChannelId, ReadState.Deleted> deletedUnreadOf(UserId user);

    /** Returns the users of a workspace with an id above {@code after}, ascending, at most {@code limit}. */
    List<User> users(WorkspaceId workspace, Optional<UserId> after, int limit);

    /** Returns the workspace's members with a user id above {@code after}, ascending, at most {@code limit}. */
    List<WorkspaceMember> workspaceMembers(WorkspaceId workspace, Optional<UserId> after, int limit);

    /** Returns the channel's members with a user id above {@code after}, ascending, at most {@code limit}. */
    List<ChannelMember> channelMembers(ChannelId channel, Optional<UserId> after, int limit);

    /** Returns the user and the users who share a workspace with the user, ascending, at most {@code limit}. */
    List<User> peers(UserId user, int limit);

    /**
     * Returns the top-level messages of the channel between the exclusive bounds, at most {@code limit}: the oldest after {@code
     * since} when only {@code since} is given, otherwise the newest. The order of history is that of the times: a message that was
     * sent follows those that were there, an imported one stands at its time, and of equal times the lower id comes first.
     *
     * @param since a message id; 0 begins at the first message of the channel
     */
    List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit);

    /**
     * Returns the messages of the channel, replies included, and the deleted messages that still have replies, with the same bounds
     * and in the same order as {@link #messages}.
     */
    List<HistoryEntry> history(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit);

    /** @param deletedAt present for a deleted message, which has no text */
    record HistoryEntry(Message message, Optional<Instant> deletedAt) {}

    /** Returns the replies of a thread, with the same bounds as {@link #messages}. */
    List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit);

    /**
     * Returns the messages that mentioned the user or addressed the whole channel since the user's present membership of that
     * channel began, newest first, at most {@code limit}.
     *
     * @param unread whether to omit messages that the user has read
     */
    List<MentionedIn> mentions(
            UserId user, Optional<WorkspaceId> workspace, Optional<MessageId> before, boolean unread, int limit);

    /** A message that mentions a user, and whether that user has not read it yet. */
    record MentionedIn(Message message, boolean unread) {}

    /** Returns the threads that the user follows, those with the latest replies first, at most {@code limit}. */
    List<FollowedThread> followedThreads(UserId user, int limit);

    /**
     * Returns the threads that the user follows in a workspace and that have undeleted replies, those with the latest replies first,
     * at most {@code limit}.
     *
     * @param unread whether to omit threads without unread replies
     */
    List<FollowedThread.Listed> threadInbox(
            UserId user, WorkspaceId workspace, FollowedThread.Before before, boolean unread, int limit);

    /** Returns the first undeleted reply of another user with an ordinal above {@code readNo}. */
    Optional<MessageId> firstUnreadReply(UserId user, MessageId parent, long readNo);

    /** Returns the user's drafts that are not empty, the newest first, at most {@code limit}. */
    List<Draft> drafts(UserId user, int limit);

    /** Returns the preferences of the user that differ from their default. */
    List<Preference> preferences(UserId user);

    /** Returns the texts of an undeleted message, oldest first; the last is the present text. */
    List<Version> versions(MessageId message);

    /** A text of a message, and when the message received it. */
    record Version(String text, Instant at) {}

    /** Returns the undeleted messages that match, newest first. */
    List<MessageSearch.Hit> search(MessageSearch search);

    /** Returns the accounts that match, by ascending username. */
    List<AccountSearch.Found> accounts(AccountSearch search);

    /** Returns the records of the audit log that match, newest first. */
    List<AuditEntry> audit(AuditSearch search);

    /** Returns the pinned messages of a channel, in the order of history. */
    List<Message> pinned(ChannelId channel);

    /** Returns SHA-256 in hex over the lines {@code id:ver\n} of the channel's undeleted messages, ascending by id. */
    String digest(ChannelId channel);
}
