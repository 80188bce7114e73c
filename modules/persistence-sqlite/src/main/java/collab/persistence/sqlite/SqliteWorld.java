package collab.persistence.sqlite;

import static collab.persistence.sqlite.RowMappers.OPEN;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
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
import collab.persistence.MessageSearch;
import collab.persistence.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The world as one transaction sees it: the same queries for the writer, who decides by them, and for readers, who show them.
 * Lives and dies with the transaction, on its thread.
 */
final class SqliteWorld implements Snapshot {
    private final Statements statements;
    private final Instant now;

    /** @param now decides which sessions have expired */
    SqliteWorld(Statements statements, Instant now) {
        this.statements = statements;
        this.now = now;
    }

    @Override
    public LogPosition position() {
        return new LogPosition(statements.number("SELECT head FROM log_state"));
    }

    // ---- people

    @Override
    public Optional<User> user(UserId id) {
        return statements.find("SELECT " + RowMappers.USER + " FROM app_user u WHERE u.id = ?", RowMappers::user, id);
    }

    @Override
    public Optional<User> userByName(String username) {
        return statements.find(
                "SELECT " + RowMappers.USER + " FROM app_user u WHERE u.username = ?", RowMappers::user, username);
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return statements.find(
                "SELECT " + RowMappers.SESSION
                        + " FROM session s WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > ?",
                RowMappers::session,
                id,
                now);
    }

    @Override
    public Optional<Session> sessionByTokenHash(String tokenHash) {
        return statements.find(
                "SELECT " + RowMappers.SESSION
                        + " FROM session s WHERE s.token_hash = ? AND s.revoked_at IS NULL AND s.expires_at > ?",
                RowMappers::session,
                tokenHash,
                now);
    }

    @Override
    public List<Session> sessions(UserId user) {
        return statements.list(
                "SELECT " + RowMappers.SESSION
                        + " FROM session s WHERE s.user_id = ? AND s.revoked_at IS NULL ORDER BY s.id",
                RowMappers::session,
                user);
    }

    @Override
    public Optional<String> passwordHash(UserId user) {
        return statements.find(
                "SELECT hash FROM user_password WHERE user_id = ?", row -> RowMappers.text(row, 1), user);
    }

    @Override
    public List<NamedSession> namedSessions(UserId user, int limit) {
        return statements.list(
                "SELECT " + RowMappers.SESSION + ", s.name FROM session s WHERE s.user_id = ? AND s.revoked_at IS NULL"
                        + " AND s.expires_at > ? ORDER BY s.id DESC LIMIT ?",
                row -> new NamedSession(RowMappers.session(row), RowMappers.optionalText(row, 5)),
                user,
                now,
                limit);
    }

    @Override
    public List<Grant> grants(UserId user) {
        return statements.list(
                "WITH RECURSIVE g (id) AS (SELECT group_id FROM group_person WHERE user_id = ?"
                        + " UNION SELECT n.group_id FROM group_nested n JOIN g ON n.inner_id = g.id)"
                        + " SELECT name, workspace_id FROM user_right WHERE user_id = ?"
                        + " UNION SELECT r.name, r.workspace_id FROM group_right r JOIN g ON r.group_id = g.id"
                        + " ORDER BY name, workspace_id",
                RowMappers::grant,
                user,
                user);
    }

    @Override
    public List<Grant> directGrants(UserId user) {
        return statements.list(
                "SELECT " + RowMappers.GRANT + " FROM user_right g WHERE g.user_id = ? ORDER BY g.name, g.workspace_id",
                RowMappers::grant,
                user);
    }

    @Override
    public List<UserId> admins() {
        return statements.list(
                "WITH RECURSIVE g (id) AS (SELECT group_id FROM group_right WHERE name = ?"
                        + " UNION SELECT n.inner_id FROM group_nested n JOIN g ON n.group_id = g.id)"
                        + " SELECT id FROM app_user WHERE deactivated_at IS NULL AND id IN (SELECT user_id FROM user_right"
                        + " WHERE name = ? UNION SELECT p.user_id FROM group_person p JOIN g ON p.group_id = g.id)"
                        + " ORDER BY id",
                row -> new UserId(RowMappers.number(row, 1)),
                Right.ADMIN,
                Right.ADMIN);
    }

    // ---- groups

    @Override
    public Optional<Group> group(GroupId id) {
        return statements.find(
                "SELECT " + RowMappers.GROUP + " FROM app_group g WHERE g.id = ? AND g.deleted_at IS NULL",
                RowMappers::group,
                id);
    }

    @Override
    public Optional<Group> groupByName(String name) {
        return statements.find(
                "SELECT " + RowMappers.GROUP + " FROM app_group g WHERE g.name = ? AND g.deleted_at IS NULL",
                RowMappers::group,
                name);
    }

    @Override
    public List<Group> groups(Optional<GroupId> after, int limit) {
        return statements.list(
                "SELECT " + RowMappers.GROUP
                        + " FROM app_group g WHERE g.id > ? AND g.deleted_at IS NULL ORDER BY g.id LIMIT ?",
                RowMappers::group,
                after.map(GroupId::value).orElse(0L),
                limit);
    }

    @Override
    public List<Group> groupsKnownTo(UserId user, Optional<GroupId> after, int limit) {
        return statements.list(
                "WITH RECURSIVE k (id) AS (SELECT ? UNION SELECT b.user_id FROM workspace_member a JOIN workspace_member b"
                        + " ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq"
                        + " WHERE a.user_id = ? AND a.left_seq = ?),"
                        + " kg (id) AS (SELECT p.group_id FROM group_person p JOIN k ON p.user_id = k.id"
                        + " UNION SELECT n.group_id FROM group_nested n JOIN kg ON n.inner_id = kg.id)"
                        + " SELECT " + RowMappers.GROUP
                        + " FROM app_group g WHERE g.id IN (SELECT id FROM kg) AND g.id > ?"
                        + " AND g.deleted_at IS NULL ORDER BY g.id LIMIT ?",
                RowMappers::group,
                user,
                user,
                OPEN,
                after.map(GroupId::value).orElse(0L),
                limit);
    }

    @Override
    public List<UserId> groupPersons(GroupId group) {
        return statements.list(
                "SELECT user_id FROM group_person WHERE group_id = ? ORDER BY user_id",
                row -> new UserId(RowMappers.number(row, 1)),
                group);
    }

    @Override
    public List<GroupId> groupsIn(GroupId group) {
        return groupIds("SELECT inner_id FROM group_nested WHERE group_id = ? ORDER BY inner_id", group);
    }

    @Override
    public List<GroupId> groupsOf(UserId user) {
        return groupIds("SELECT group_id FROM group_person WHERE user_id = ? ORDER BY group_id", user);
    }

    @Override
    public List<GroupId> groupsWith(GroupId group) {
        return groupIds("SELECT group_id FROM group_nested WHERE inner_id = ? ORDER BY group_id", group);
    }

    private List<GroupId> groupIds(String sql, Object id) {
        return statements.list(sql, row -> new GroupId(RowMappers.number(row, 1)), id);
    }

    @Override
    public List<Grant> groupRights(GroupId group) {
        return statements.list(
                "SELECT name, workspace_id FROM group_right WHERE group_id = ? ORDER BY name, workspace_id",
                RowMappers::grant,
                group);
    }

    @Override
    public boolean shareWorkspace(UserId one, UserId other) {
        return statements
                .find(
                        "SELECT 1 FROM workspace_member a JOIN workspace_member b"
                                + " ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq AND b.user_id = ?"
                                + " WHERE a.user_id = ? AND a.left_seq = ? LIMIT 1",
                        row -> true,
                        other,
                        one,
                        OPEN)
                .isPresent();
    }

    @Override
    public List<User> peers(UserId user, int limit) {
        return statements.list(
                "SELECT " + RowMappers.USER + " FROM app_user u WHERE u.id IN (SELECT ? UNION"
                        + " SELECT b.user_id FROM workspace_member a JOIN workspace_member b"
                        + " ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq"
                        + " WHERE a.user_id = ? AND a.left_seq = ?) ORDER BY u.id LIMIT ?",
                RowMappers::user,
                user,
                user,
                OPEN,
                limit);
    }

    @Override
    public List<User> activeUsers(int limit) {
        return statements.list(
                "SELECT " + RowMappers.USER + " FROM app_user u WHERE u.deactivated_at IS NULL ORDER BY u.id LIMIT ?",
                RowMappers::user,
                limit);
    }

    // ---- workspaces

    @Override
    public Optional<Workspace> workspace(WorkspaceId id) {
        return statements.find(
                "SELECT " + RowMappers.WORKSPACE + " FROM workspace w WHERE w.id = ? AND w.deleted_at IS NULL",
                RowMappers::workspace,
                id);
    }

    @Override
    public List<Workspace> workspacesOf(UserId user) {
        return statements.list(
                "SELECT " + RowMappers.WORKSPACE
                        + " FROM workspace_member wm JOIN workspace w ON w.id = wm.workspace_id"
                        + " WHERE wm.user_id = ? AND wm.left_seq = ? ORDER BY w.id",
                RowMappers::workspace,
                user,
                OPEN);
    }

    @Override
    public Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user) {
        return statements.find(
                "SELECT role FROM workspace_member WHERE workspace_id = ? AND left_seq = ? AND user_id = ?",
                row -> WorkspaceRole.valueOf(RowMappers.text(row, 1)),
                workspace,
                OPEN,
                user);
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace) {
        return workspaceMembers(workspace, Optional.empty(), Integer.MAX_VALUE);
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return statements.list(
                "SELECT " + RowMappers.WORKSPACE_MEMBER + " FROM workspace_member wm"
                        + " WHERE wm.workspace_id = ? AND wm.left_seq = ? AND wm.user_id > ? ORDER BY wm.user_id LIMIT ?",
                RowMappers::workspaceMember,
                workspace,
                OPEN,
                above(after),
                limit);
    }

    @Override
    public List<User> users(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return statements.list(
                "SELECT " + RowMappers.USER + " FROM workspace_member wm JOIN app_user u ON u.id = wm.user_id"
                        + " WHERE wm.workspace_id = ? AND wm.left_seq = ? AND wm.user_id > ? ORDER BY wm.user_id LIMIT ?",
                RowMappers::user,
                workspace,
                OPEN,
                above(after),
                limit);
    }

    // ---- channels

    @Override
    public Optional<Channel> channel(ChannelId id) {
        return statements.find(
                "SELECT " + RowMappers.CHANNEL + " FROM channel c WHERE c.id = ? AND c.deleted_at IS NULL",
                RowMappers::channel,
                id);
    }

    @Override
    public Optional<Channel> channelByName(WorkspaceId workspace, String name) {
        return statements.find(
                "SELECT " + RowMappers.CHANNEL
                        + " FROM channel c WHERE c.workspace_id = ? AND c.name = ? AND c.deleted_at IS NULL",
                RowMappers::channel,
                workspace,
                name);
    }

    @Override
    public Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members) {
        return statements.find(
                "SELECT " + RowMappers.CHANNEL
                        + " FROM channel c WHERE c.workspace_id = ? AND c.members = ? AND c.deleted_at IS NULL",
                RowMappers::channel,
                workspace,
                RowMappers.users(members.stream().sorted().toList()));
    }

    @Override
    public Optional<ChannelRole> channelRole(ChannelId channel, UserId user) {
        return statements.find(
                "SELECT role FROM channel_member WHERE channel_id = ? AND left_seq = ? AND user_id = ?",
                row -> ChannelRole.valueOf(RowMappers.text(row, 1)),
                channel,
                OPEN,
                user);
    }

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel) {
        return channelMembers(channel, Optional.empty(), Integer.MAX_VALUE);
    }

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel, Optional<UserId> after, int limit) {
        return statements.list(
                "SELECT " + RowMappers.CHANNEL_MEMBER + " FROM channel_member cm"
                        + " WHERE cm.channel_id = ? AND cm.left_seq = ? AND cm.user_id > ? ORDER BY cm.user_id LIMIT ?",
                RowMappers::channelMember,
                channel,
                OPEN,
                above(after),
                limit);
    }

    @Override
    public List<Channel> channels(WorkspaceId workspace) {
        return statements.list(
                "SELECT " + RowMappers.CHANNEL
                        + " FROM channel c WHERE c.workspace_id = ? AND c.deleted_at IS NULL ORDER BY c.id",
                RowMappers::channel,
                workspace);
    }

    @Override
    public List<Channel> publicChannels(WorkspaceId workspace) {
        return statements.list(
                "SELECT " + RowMappers.CHANNEL + " FROM channel c"
                        + " WHERE c.workspace_id = ? AND c.kind = ? AND c.deleted_at IS NULL ORDER BY c.id",
                RowMappers::channel,
                workspace,
                ChannelKind.PUBLIC);
    }

    @Override
    public List<Channel> channelsOf(UserId user) {
        return statements.list(
                "SELECT " + RowMappers.CHANNEL + " FROM channel_member cm JOIN channel c ON c.id = cm.channel_id"
                        + " WHERE cm.user_id = ? AND cm.left_seq = ? ORDER BY cm.channel_id",
                RowMappers::channel,
                user,
                OPEN);
    }

    @Override
    public List<Channel> channelsOf(WorkspaceId workspace, UserId user) {
        return statements.list(
                "SELECT " + RowMappers.CHANNEL + " FROM channel_member cm JOIN channel c ON c.id = cm.channel_id"
                        + " WHERE cm.user_id = ? AND cm.left_seq = ? AND c.workspace_id = ? ORDER BY cm.channel_id",
                RowMappers::channel,
                user,
                OPEN,
                workspace);
    }

    // ---- messages

    @Override
    public Optional<Message> message(MessageId id) {
        return statements.find(
                "SELECT " + RowMappers.MESSAGE + " FROM message m JOIN channel c ON c.id = m.channel_id"
                        + " WHERE m.id = ? AND m.deleted_at IS NULL AND c.deleted_at IS NULL",
                RowMappers::message,
                id);
    }

    @Override
    public Optional<MessageId> imported(ChannelId channel, String key) {
        return statements.find(
                "SELECT message_id FROM imported_message WHERE channel_id = ? AND source_key = ?",
                row -> new MessageId(RowMappers.number(row, 1)),
                channel,
                key);
    }

    @Override
    public boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at) {
        return statements
                .find(
                        "SELECT 1 FROM message WHERE id = ? AND channel_id = ? AND user_id = ? AND created_at = ?",
                        row -> true,
                        message,
                        channel,
                        author,
                        at)
                .isPresent();
    }

    @Override
    public Optional<Instant> lastReplyAt(MessageId parent, MessageId reply) {
        return statements.find(
                "SELECT created_at FROM message WHERE parent_id = ? AND id <> ? AND deleted_at IS NULL"
                        + " ORDER BY created_at DESC LIMIT 1",
                row -> RowMappers.time(row, 1),
                parent,
                reply);
    }

    @Override
    public List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        String page = "SELECT " + RowMappers.MESSAGE + " FROM message m WHERE m.channel_id = ? AND m.parent_id IS NULL"
                + " AND m.id > ? AND m.id < ? AND m.deleted_at IS NULL ORDER BY m.id ";
        return page(page, channel, since, before, limit);
    }

    @Override
    public List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit) {
        String page = "SELECT " + RowMappers.MESSAGE + " FROM message m WHERE m.parent_id = ?"
                + " AND m.id > ? AND m.id < ? AND m.deleted_at IS NULL ORDER BY m.id ";
        return page(page, parent, since, before, limit);
    }

    private List<Message> page(String query, Object place, OptionalLong since, Optional<MessageId> before, int limit) {
        long above = since.orElse(0);
        long below = below(before);
        boolean oldestFirst = since.isPresent() && before.isEmpty();
        if (oldestFirst) {
            return statements.list(query + "LIMIT ?", RowMappers::message, place, above, below, limit);
        }
        return statements
                .list(query + "DESC LIMIT ?", RowMappers::message, place, above, below, limit)
                .reversed();
    }

    @Override
    public List<Message> pinned(ChannelId channel) {
        return statements.list(
                "SELECT " + RowMappers.MESSAGE
                        + " FROM message m WHERE m.channel_id = ? AND m.pinned = 1 ORDER BY m.id",
                RowMappers::message,
                channel);
    }

    @Override
    public int pins(ChannelId channel) {
        return (int) statements.number("SELECT count(*) FROM message WHERE channel_id = ? AND pinned = 1", channel);
    }

    @Override
    public String digest(ChannelId channel) {
        MessageDigest digest = sha256();
        statements.each(
                "SELECT id, ver FROM message WHERE channel_id = ? AND parent_id IS NULL AND deleted_at IS NULL"
                        + " UNION ALL"
                        + " SELECT id, ver FROM message WHERE channel_id = ? AND parent_id IS NOT NULL AND deleted_at IS NULL"
                        + " ORDER BY id",
                row -> digest.update((RowMappers.number(row, 1) + ":" + RowMappers.number(row, 2) + "\n")
                        .getBytes(StandardCharsets.US_ASCII)),
                channel,
                channel);
        return HexFormat.of().formatHex(digest.digest());
    }

    // ---- reading

    @Override
    public ReadState readState(UserId user, ChannelId channel) {
        return statements
                .find(
                        "SELECT " + RowMappers.READ_STATE
                                + " FROM read_state r WHERE r.user_id = ? AND r.channel_id = ?",
                        RowMappers::readState,
                        user,
                        channel)
                .orElseGet(() -> new ReadState(user, channel, Optional.empty(), 0, 0, 0, LogPosition.START));
    }

    @Override
    public Map<ChannelId, ReadState> readStatesOf(UserId user) {
        Map<ChannelId, ReadState> states = new LinkedHashMap<>();
        statements.each(
                "SELECT " + RowMappers.READ_STATE + " FROM channel_member cm JOIN read_state r"
                        + " ON r.user_id = cm.user_id AND r.channel_id = cm.channel_id"
                        + " WHERE cm.user_id = ? AND cm.left_seq = ? ORDER BY cm.channel_id",
                row -> {
                    ReadState state = RowMappers.readState(row);
                    states.put(state.channelId(), state);
                },
                user,
                OPEN);
        return states;
    }

    @Override
    public long ordinalAt(ChannelId channel, MessageId message) {
        return statements
                .find(
                        "SELECT no - 1 FROM message WHERE channel_id = ? AND parent_id IS NULL AND id > ?"
                                + " AND deleted_at IS NULL ORDER BY id LIMIT 1",
                        row -> RowMappers.number(row, 1),
                        channel,
                        message)
                .orElseGet(() -> statements.number("SELECT last_no FROM channel WHERE id = ?", channel));
    }

    @Override
    public long broadcastsUpTo(ChannelId channel, long no) {
        return statements
                .find(
                        "SELECT broadcast_no FROM message WHERE channel_id = ? AND broadcast_no IS NOT NULL AND no <= ?"
                                + " ORDER BY broadcast_no DESC LIMIT 1",
                        row -> RowMappers.number(row, 1),
                        channel,
                        no)
                .orElse(0L);
    }

    @Override
    public int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return (int) statements.number(
                "SELECT count(*) FROM mention WHERE user_id = ? AND channel_id = ? AND message_id > ? AND seen = 0",
                user,
                channel,
                lastRead.map(MessageId::value).orElse(0L));
    }

    @Override
    public List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return statements.list(
                "SELECT message_id FROM mention WHERE user_id = ? AND channel_id = ? AND message_id > ? AND seen = 0"
                        + " ORDER BY message_id",
                row -> new MessageId(RowMappers.number(row, 1)),
                user,
                channel,
                lastRead.map(MessageId::value).orElse(0L));
    }

    @Override
    public List<UserId> mentioned(MessageId message) {
        return statements.list(
                "SELECT user_id FROM mention WHERE message_id = ? AND seen = 0 ORDER BY user_id",
                row -> new UserId(RowMappers.number(row, 1)),
                message);
    }

    @Override
    public List<MentionedIn> mentions(
            UserId user, Optional<WorkspaceId> workspace, Optional<MessageId> before, boolean unread, int limit) {
        long place = workspace.map(WorkspaceId::value).orElse(0L);
        String ofPlace =
                " JOIN channel c ON c.id = cm.channel_id AND c.deleted_at IS NULL AND (? = 0 OR c.workspace_id = ?)";
        return statements.list(
                "WITH named AS (SELECT mn.message_id AS id, mn.seen = 0 AND mn.message_id > coalesce(r.last_read, 0) AS unread"
                        + " FROM mention mn JOIN channel_member cm"
                        + " ON cm.channel_id = mn.channel_id AND cm.left_seq = ? AND cm.user_id = mn.user_id" + ofPlace
                        + " LEFT JOIN read_state r ON r.user_id = mn.user_id AND r.channel_id = mn.channel_id"
                        + " WHERE mn.user_id = ? AND mn.message_id < ?),"
                        + " addressed AS (SELECT b.id AS id, b.broadcast_no > r.read_broadcast_no AS unread"
                        + " FROM channel_member cm" + ofPlace
                        + " JOIN read_state r ON r.user_id = cm.user_id AND r.channel_id = cm.channel_id"
                        + " JOIN message b ON b.channel_id = cm.channel_id AND b.broadcast_no > cm.broadcast_no"
                        + " WHERE cm.user_id = ? AND cm.left_seq = ? AND b.id < ? AND b.user_id <> cm.user_id"
                        + " AND b.deleted_at IS NULL)"
                        + " SELECT " + RowMappers.MESSAGE + ", t.unread"
                        + " FROM (SELECT * FROM named UNION ALL SELECT * FROM addressed) t JOIN message m ON m.id = t.id"
                        + " WHERE ? = 0 OR t.unread ORDER BY m.id DESC LIMIT ?",
                row -> new MentionedIn(
                        RowMappers.message(row), RowMappers.number(row, RowMappers.MESSAGE_COLUMNS + 1) == 1),
                OPEN,
                place,
                place,
                user,
                below(before),
                place,
                place,
                user,
                OPEN,
                below(before),
                unread,
                limit);
    }

    // ---- what was said before, and looking for it

    @Override
    public List<Version> versions(MessageId message) {
        return statements.list(
                "SELECT text, at FROM (SELECT text, at, ver FROM message_version WHERE message_id = ? UNION ALL"
                        + " SELECT text, coalesce(edited_at, created_at), ver FROM message WHERE id = ? AND deleted_at IS NULL)"
                        + " ORDER BY ver",
                row -> new Version(RowMappers.text(row, 1), RowMappers.time(row, 2)),
                message,
                message);
    }

    @Override
    public List<MessageSearch.Hit> search(MessageSearch search) {
        return new SqliteSearch(statements).find(search);
    }

    private static long below(Optional<MessageId> before) {
        return before.map(MessageId::value).orElse(Long.MAX_VALUE);
    }

    private static long above(Optional<UserId> after) {
        return after.map(UserId::value).orElse(0L);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
