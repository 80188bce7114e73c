package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules may look at: the state at one moment, read lazily. Deleted messages do not exist here, nor deleted workspaces
 * with all that was in them; deactivated users do.
 */
public interface World {
    Optional<User> user(UserId id);

    Optional<User> userByName(String username);

    /** The owner of this unrevoked, unexpired session, if it is one. */
    Optional<Session> session(SessionId id);

    /** Unrevoked sessions of a user. */
    List<Session> sessions(UserId user);

    /** What the user may do, by themselves and through groups, ordered by name, everywhere first. */
    List<Grant> grants(UserId user);

    /** What was granted to the user by themselves. */
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

    /** Whether both are members of some workspace, now. */
    boolean shareWorkspace(UserId one, UserId other);

    Optional<Workspace> workspace(WorkspaceId id);

    Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user);

    /** Every member, ascending by user. */
    List<WorkspaceMember> workspaceMembers(WorkspaceId workspace);

    Optional<Channel> channel(ChannelId id);

    /** A public or private channel of that name, archived ones included; names are compared as stored. */
    Optional<Channel> channelByName(WorkspaceId workspace, String name);

    /** The direct message (or group of them) between exactly these people. */
    Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members);

    Optional<ChannelRole> channelRole(ChannelId channel, UserId user);

    /** Every member, ascending by user. */
    List<ChannelMember> channelMembers(ChannelId channel);

    /** Every channel of the workspace, direct messages included, ascending. */
    List<Channel> channels(WorkspaceId workspace);

    /** The channels of the workspace in which the user is a member, ascending. */
    List<Channel> channelsOf(WorkspaceId workspace, UserId user);

    Optional<Message> message(MessageId id);

    /** The latest time at which a reply to {@code parent} was sent, {@code reply} and deleted ones left aside. */
    Optional<Instant> lastReplyAt(MessageId parent, MessageId reply);

    /** The message that was imported into the channel under this key, also if it was deleted since. */
    Optional<MessageId> imported(ChannelId channel, String key);

    /** Whether this very message was said there, by them and then, also if it was deleted since. */
    boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at);

    int pins(ChannelId channel);

    /** Where the user stands in the channel; at the beginning if never there. */
    ReadState readState(UserId user, ChannelId channel);

    /**
     * The ordinal up to which whoever has read this message has read: that of the newest top-level message before the next one
     * that is still there; 0 if none.
     */
    long ordinalAt(ChannelId channel, MessageId message);

    /** How many messages with an ordinal of at most {@code no}, deleted ones included, addressed the whole channel. */
    long broadcastsUpTo(ChannelId channel, long no);

    /**
     * How many undeleted messages behind {@code lastRead} named the user when they were sent, in the user's present stay, and
     * were not marked as read by themselves.
     */
    int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead);

    /**
     * Whom the message named when it was sent, of those who have been in the channel ever since and did not mark it as read by
     * itself, ascending. A mention notifies once: edits neither add nor remove.
     */
    List<UserId> mentioned(MessageId message);

    /** The messages that {@link #mentionsAfter} counts, ascending. */
    List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead);
}
