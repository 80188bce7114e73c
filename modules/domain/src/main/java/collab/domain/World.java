package collab.domain;

import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.SourceIdentity;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.Preference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The state that rules can read, at one moment and on demand. It does not contain deleted messages, except in {@link
 * #deletedMessage}, nor deleted workspaces and their content. It contains deactivated users.
 */
public interface World {
    Optional<User> user(UserId id);

    Optional<User> userByName(String username);

    /** The owner of this session, when it is neither revoked nor expired. */
    Optional<Session> session(SessionId id);

    /** The unrevoked sessions of a user. */
    List<Session> sessions(UserId user);

    /** The unrevoked, unexpired login sessions of a user, the one that was used longest ago before others. */
    List<Session> loginsByUse(UserId user);

    /** The user's second factor, also when it is not confirmed. */
    Optional<SecondFactor> secondFactor(UserId user);

    /** Whether the user has a recovery code with this keyed hash that was not used. */
    boolean hasRecoveryCode(UserId user, String mac);

    /** The unrevoked sessions that have expired, those that expired first before others, at most {@code most}. */
    List<Session> expiredSessions(int most);

    /** The link whose secret has this hash, also when it was used or has expired. */
    Optional<AccountLink> accountLink(String hash);

    /** Whether a setup link was ever used. */
    boolean setupUsed();

    Optional<Invitation> invitation(InvitationId id);

    /** The invitation whose secret has this hash. */
    Optional<Invitation> invitationByToken(String tokenHash);

    /** The invitations to the workspace that are open now, ascending. */
    List<Invitation> openInvitations(WorkspaceId workspace);

    /** The invitations of the user to any workspace that are open now, ascending. */
    List<Invitation> openInvitationsOf(UserId maker);

    /** When another person removed the user from the workspace, unless the user is or was a member since. */
    Optional<Instant> removedAt(WorkspaceId workspace, UserId user);

    /** The rights of the user, own ones and those of groups, ordered by name; rights without a workspace first. */
    List<Grant> grants(UserId user);

    /** The rights that were granted to the user directly. */
    List<Grant> directGrants(UserId user);

    Optional<Group> group(GroupId id);

    Optional<Group> groupByName(String name);

    /** The people directly in the group, ascending. */
    List<UserId> groupPersons(GroupId group);

    /** The groups directly in the group, ascending. */
    List<GroupId> groupsIn(GroupId group);

    /** The groups that the user is directly in, ascending. */
    List<GroupId> groupsOf(UserId user);

    /** The groups that the group is directly in, ascending. */
    List<GroupId> groupsWith(GroupId group);

    List<Grant> groupRights(GroupId group);

    /** The active users who hold {@link Right#ADMIN}, by themselves or through groups, ascending. */
    List<UserId> admins();

    /** Whether both users are members of a common workspace now. */
    boolean shareWorkspace(UserId one, UserId other);

    Optional<Workspace> workspace(WorkspaceId id);

    Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user);

    /** Every member, ascending by user. */
    List<WorkspaceMember> workspaceMembers(WorkspaceId workspace);

    Optional<Channel> channel(ChannelId id);

    /** A public or private channel with that name, archived ones included; names are compared as stored. */
    Optional<Channel> channelByName(WorkspaceId workspace, String name);

    /** The direct message or group direct message between exactly these people. */
    Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members);

    Optional<ChannelRole> channelRole(ChannelId channel, UserId user);

    /** Every member, ascending by user. */
    List<ChannelMember> channelMembers(ChannelId channel);

    /** Every channel of the workspace, direct messages included, ascending. */
    List<Channel> channels(WorkspaceId workspace);

    /** The channels of the workspace in which the user is a member, ascending. */
    List<Channel> channelsOf(WorkspaceId workspace, UserId user);

    Optional<Message> message(MessageId id);

    /** The message if it was deleted; its replies remain. */
    Optional<Message.Tombstone> deletedMessage(MessageId id);

    /** The latest time of a reply to {@code parent}, except {@code reply} and deleted replies. */
    Optional<Instant> lastReplyAt(MessageId parent, MessageId reply);

    /** The message that was imported into the channel under this key, also when it was deleted since. */
    Optional<MessageId> imported(ChannelId channel, String key);

    /** What an import created or found under this identity, also when it was deleted since. */
    Optional<SourceIdentity.Target> importTarget(SourceIdentity identity);

    /** The number of sources from which imports created or found the channel. */
    int importSources(ChannelId channel);

    /** Whether exactly this message of this author and time exists in the channel, also when it was deleted since. */
    boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at);

    int pins(ChannelId channel);

    /** The user's read state in the channel; the initial one for a user who was never a member. */
    ReadState readState(UserId user, ChannelId channel);

    /**
     * The ordinal up to which a user who has read this message has read everything: the ordinal before the next
     * undeleted message with an ordinal in the order of history; the channel's last ordinal if there is none.
     */
    long ordinalAt(ChannelId channel, MessageId message);

    /**
     * The newest message that was sent to the channel, not imported, and does not stand after this one in the order of
     * history. Ids of messages that were sent ascend in that order; those of imported ones do not.
     */
    Optional<MessageId> sentUpTo(ChannelId channel, MessageId message);

    /** Whether no message was ever sent to the channel or imported into it. */
    boolean isEmpty(ChannelId channel);

    /**
     * The number of messages with an ordinal of at most {@code no}, deleted ones included, that addressed the whole
     * channel.
     */
    long broadcastsUpTo(ChannelId channel, long no);

    /**
     * The number of the message among those that addressed the whole channel, whatever its present text is. Absent for
     * any other message.
     */
    OptionalLong broadcastNo(MessageId message);

    /**
     * The newest message that was sent to the channel, not imported, and stands before this one in the order of history, deleted ones
     * included.
     */
    Optional<MessageId> sentBefore(ChannelId channel, MessageId message);

    /** The message of any channel that was created last; its id is the greatest. */
    Optional<MessageId> newestMessage();

    /** The messages of the channel after the position that are not unread for the user. */
    ReadState.Deleted deletedAfter(UserId user, ChannelId channel, ReadState.Position position);

    /**
     * The number of undeleted top-level messages after {@code lastRead} that named the user when they were sent, in the user's
     * present membership, and that were not marked as read one by one.
     */
    int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead);

    /**
     * The users whom the message named when it was sent, who have been in the channel ever since and have not marked it
     * as read, ascending. A mention notifies once: edits neither add nor remove mentions.
     */
    List<UserId> mentioned(MessageId message);

    /** The messages that {@link #mentionsAfter} counts, ascending. */
    List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead);

    /** The user's state in the thread; empty for a user who took no part in it, or is no member of the channel. */
    Optional<ThreadState> threadState(UserId user, MessageId parent);

    /**
     * The ordinal up to which a user who has read this message of the thread has read all replies: the ordinal before the next
     * undeleted reply with an ordinal in the order of history; the ordinal of the last reply if there is none.
     */
    long replyOrdinalAt(MessageId parent, MessageId message);

    /** The number of replies of the thread with an ordinal above {@code readNo} that were deleted or that the user wrote. */
    long deletedReplies(UserId user, MessageId parent, long readNo);

    /** The newest undeleted reply with an ordinal that another user wrote. */
    Optional<MessageId> newestReplyOfOthers(UserId user, MessageId parent);

    /**
     * The undeleted replies of the thread with an ordinal above {@code readNo} that named the user when they were sent, in the
     * user's present membership, and that were not marked as read one by one, ascending.
     */
    List<MessageId> threadMentionsUnread(UserId user, MessageId parent, long readNo);

    /** The user's states in the threads of the channel with unread mentions, by ascending parent, at most {@code limit}. */
    List<ThreadState> threadsWithMentions(UserId user, ChannelId channel, int limit);

    /** @param place the workspace or the channel; 0 for a preference that applies to everything */
    Optional<Preference> preference(UserId user, PrefKey key, long place);

    /** The user's draft for a place, also when it is empty. */
    Optional<Draft> draft(Draft.Place place);

    /** The number of the user's drafts that are not empty. */
    int draftCount(UserId user);
}
