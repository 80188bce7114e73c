package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads channels and their present members. */
public final class ChannelQueries {
    private static final String COLUMNS = """
            c.id, c.workspace_id, c.kind, c.name, c.topic, c.members, c.created_by, c.created_at, c.archived_at,
            c.last_no, c.broadcast_no, c.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM channel c
            WHERE c.id = ? AND c.deleted_at IS NULL
            """;

    private static final String BY_NAME = "SELECT " + COLUMNS + """
            FROM channel c
            WHERE c.workspace_id = ? AND c.name = ? AND c.deleted_at IS NULL
            """;

    private static final String DIRECT = "SELECT " + COLUMNS + """
            FROM channel c
            WHERE c.workspace_id = ? AND c.members = ? AND c.deleted_at IS NULL
            """;

    private static final String OF_WORKSPACE = "SELECT " + COLUMNS + """
            FROM channel c
            WHERE c.workspace_id = ? AND c.deleted_at IS NULL
            ORDER BY c.id
            """;

    private static final String OF_KIND = "SELECT " + COLUMNS + """
            FROM channel c
            WHERE c.workspace_id = ? AND c.kind = ? AND c.deleted_at IS NULL
            ORDER BY c.id
            """;

    private static final String OF_USER = "SELECT " + COLUMNS + """
            FROM channel_member cm JOIN channel c ON c.id = cm.channel_id
            WHERE cm.user_id = ? AND cm.left_seq = ?
            ORDER BY cm.channel_id
            """;

    private static final String OF_USER_IN_WORKSPACE = "SELECT " + COLUMNS + """
            FROM channel_member cm JOIN channel c ON c.id = cm.channel_id
            WHERE cm.user_id = ? AND cm.left_seq = ? AND c.workspace_id = ?
            ORDER BY cm.channel_id
            """;

    private static final String ROLE = """
            SELECT role FROM channel_member WHERE channel_id = ? AND left_seq = ? AND user_id = ?
            """;

    private static final String MEMBERS = """
            SELECT cm.channel_id, cm.user_id, cm.role, cm.joined_at
            FROM channel_member cm
            WHERE cm.channel_id = ? AND cm.left_seq = ? AND cm.user_id > ?
            ORDER BY cm.user_id LIMIT ?
            """;

    private final Statements statements;

    public ChannelQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<Channel> channel(ChannelId id) {
        return statements.find(BY_ID, ChannelQueries::channel, id);
    }

    public Optional<Channel> channelByName(WorkspaceId workspace, String name) {
        return statements.find(BY_NAME, ChannelQueries::channel, workspace, name);
    }

    /** The direct message between exactly these users. */
    public Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members) {
        return statements.find(
                DIRECT,
                ChannelQueries::channel,
                workspace,
                ListColumns.userIds(members.stream().sorted().toList()));
    }

    /** The channels of a workspace, direct messages included, ascending. */
    public List<Channel> channels(WorkspaceId workspace) {
        return statements.list(OF_WORKSPACE, ChannelQueries::channel, workspace);
    }

    /** The public channels of a workspace, archived ones included, ascending. */
    public List<Channel> publicChannels(WorkspaceId workspace) {
        return statements.list(OF_KIND, ChannelQueries::channel, workspace, ChannelKind.PUBLIC);
    }

    /** The channels in which the user is a member, ascending. */
    public List<Channel> channelsOf(UserId user) {
        return statements.list(OF_USER, ChannelQueries::channel, user, MembershipInterval.OPEN);
    }

    /** The channels of a workspace in which the user is a member, ascending. */
    public List<Channel> channelsOf(WorkspaceId workspace, UserId user) {
        return statements.list(OF_USER_IN_WORKSPACE, ChannelQueries::channel, user, MembershipInterval.OPEN, workspace);
    }

    public Optional<ChannelRole> channelRole(ChannelId channel, UserId user) {
        return statements.find(
                ROLE, row -> row.constant("role", ChannelRole.class), channel, MembershipInterval.OPEN, user);
    }

    /** The members with a user id above {@code after}, ascending. */
    public List<ChannelMember> channelMembers(ChannelId channel, Optional<UserId> after, int limit) {
        return statements.list(
                MEMBERS,
                ChannelQueries::member,
                channel,
                MembershipInterval.OPEN,
                after.map(UserId::value).orElse(0L),
                limit);
    }

    private static Channel channel(Row row) {
        return new Channel(
                new Channel.Identity(
                        row.channelId("id"),
                        row.workspaceId("workspace_id"),
                        row.constant("kind", ChannelKind.class),
                        row.userId("created_by"),
                        row.time("created_at")),
                new Channel.Description(row.optionalText("name"), row.text("topic")),
                row.userIds("members"),
                row.optionalTime("archived_at"),
                new Channel.Counters(row.number("last_no"), row.number("broadcast_no")),
                row.position("ver"));
    }

    private static ChannelMember member(Row row) {
        return new ChannelMember(
                row.channelId("channel_id"),
                row.userId("user_id"),
                row.constant("role", ChannelRole.class),
                row.time("joined_at"));
    }
}
