package collab.persistence;

import collab.domain.World;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The world at one position, with the pages and lists that queries need. Deleted things are not in it. */
public interface Snapshot extends World {
    /** Everything up to here is in this snapshot, nothing beyond. */
    LogPosition position();

    /** The live session whose token has this hash. */
    Optional<Session> sessionByTokenHash(String tokenHash);

    /** How the user's password is kept, if there is one. */
    Optional<String> passwordHash(UserId user);

    /** The user's live sessions with their names, the newest first, at most {@code limit}. */
    List<NamedSession> namedSessions(UserId user, int limit);

    /** @param name absent for a login */
    record NamedSession(Session session, Optional<String> name) {}

    /** The active users with the lowest ids, ascending, at most {@code limit}. */
    List<User> activeUsers(int limit);

    /** Groups with an id above {@code after}, ascending, at most {@code limit}. */
    List<Group> groups(Optional<GroupId> after, int limit);

    /** Those of them that hold the user or somebody who shares a workspace with them. */
    List<Group> groupsKnownTo(UserId user, Optional<GroupId> after, int limit);

    /** The user's workspaces, ascending. */
    List<Workspace> workspacesOf(UserId user);

    /** The channels the user is a member of, in all workspaces, ascending. */
    List<Channel> channelsOf(UserId user);

    /** The public channels of a workspace, archived ones included, ascending. */
    List<Channel> publicChannels(WorkspaceId workspace);

    /** Where the user stands in each channel they are a member of. */
    Map<ChannelId, ReadState> readStatesOf(UserId user);

    /** Users of a workspace with an id above {@code after}, ascending, at most {@code limit}. */
    List<User> users(WorkspaceId workspace, Optional<UserId> after, int limit);

    /** People of the workspace, with an id above {@code after}, ascending. */
    List<WorkspaceMember> workspaceMembers(WorkspaceId workspace, Optional<UserId> after, int limit);

    /** People of the channel, with an id above {@code after}, ascending. */
    List<ChannelMember> channelMembers(ChannelId channel, Optional<UserId> after, int limit);

    /** Users who share a workspace with this one, and the user, ascending, at most {@code limit}. */
    List<User> peers(UserId user, int limit);

    /**
     * Top-level messages of the channel between the exclusive bounds, ascending by id. With {@code since} alone: the oldest
     * after it, otherwise the newest.
     *
     * @param since 0 begins at the very first
     */
    List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit);

    /** Replies of the thread, likewise. */
    List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit);

    /**
     * Messages that named the user in their present stay in a channel, or addressed the whole channel, newest first, at most
     * {@code limit}.
     *
     * @param unread whether to leave out those that were read
     */
    List<MentionedIn> mentions(
            UserId user, Optional<WorkspaceId> workspace, Optional<MessageId> before, boolean unread, int limit);

    /** A message that names somebody, and whether they have read it. */
    record MentionedIn(Message message, boolean unread) {}

    /** What an undeleted message has said, oldest first, its present text last. */
    List<Version> versions(MessageId message);

    /** A text, and when the message came to say it. */
    record Version(String text, Instant at) {}

    /** Undeleted messages that fit, newest first. */
    List<MessageSearch.Hit> search(MessageSearch search);

    /** Pinned messages, ascending by id. */
    List<Message> pinned(ChannelId channel);

    /** SHA-256 in hex over the ascending lines {@code id:ver\n} of the channel's undeleted messages. */
    String digest(ChannelId channel);
}
