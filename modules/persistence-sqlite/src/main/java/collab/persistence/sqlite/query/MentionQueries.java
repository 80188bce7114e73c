package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Snapshot.MentionedIn;
import java.util.List;
import java.util.Optional;

/** Reads which messages mention a user, or address a channel in which the user is a member. */
public final class MentionQueries {
    private static final String UNREAD_COUNT = """
            SELECT count(*) FROM mention WHERE user_id = ? AND channel_id = ? AND message_id > ? AND seen = 0 AND parent_id IS NULL
            """;

    private static final String UNREAD = """
            SELECT message_id FROM mention
            WHERE user_id = ? AND channel_id = ? AND message_id > ? AND seen = 0 AND parent_id IS NULL
            ORDER BY message_id
            """;

    private static final String MENTIONED_USERS = """
            SELECT user_id FROM mention WHERE message_id = ? AND seen = 0 ORDER BY user_id
            """;

    /** Parameters: ?1 open interval, ?2 workspace or 0, ?3 user, ?4 upper bound of ids, ?5 only unread, ?6 limit. */
    private static final String OF_USER = """
            WITH named AS (
              SELECT mn.message_id AS id, mn.seen = 0 AND CASE
                WHEN mn.parent_id IS NULL THEN mn.message_id > coalesce(r.last_read, 0)
                ELSE EXISTS (
                  SELECT 1 FROM thread_state t JOIN message n ON n.id = mn.message_id
                  WHERE t.user_id = mn.user_id AND t.parent_id = mn.parent_id AND n.reply_no > t.read_no) END AS unread
              FROM mention mn
              JOIN channel_member cm
                ON cm.channel_id = mn.channel_id AND cm.left_seq = ?1 AND cm.user_id = mn.user_id
              JOIN channel c
                ON c.id = cm.channel_id AND c.deleted_at IS NULL AND (?2 = 0 OR c.workspace_id = ?2)
              LEFT JOIN read_state r
                ON r.user_id = mn.user_id AND r.channel_id = mn.channel_id
              WHERE mn.user_id = ?3 AND mn.message_id < ?4),
            addressed AS (
              SELECT b.id AS id, b.broadcast_no > r.read_broadcast_no AS unread
              FROM channel_member cm
              JOIN channel c
                ON c.id = cm.channel_id AND c.deleted_at IS NULL AND (?2 = 0 OR c.workspace_id = ?2)
              JOIN read_state r
                ON r.user_id = cm.user_id AND r.channel_id = cm.channel_id
              JOIN message b
                ON b.channel_id = cm.channel_id AND b.broadcast_no > cm.broadcast_no
              WHERE cm.user_id = ?3 AND cm.left_seq = ?1 AND b.id < ?4 AND b.user_id <> cm.user_id
                AND b.deleted_at IS NULL)
            SELECT t.unread,\s""" + MessageQueries.COLUMNS + """
            FROM (SELECT * FROM named UNION ALL SELECT * FROM addressed) t JOIN message m ON m.id = t.id
            WHERE ?5 = 0 OR t.unread
            ORDER BY m.id DESC LIMIT ?6
            """;

    private final Statements statements;

    public MentionQueries(Statements statements) {
        this.statements = statements;
    }

    /** How many unread mentions the user has in a channel after {@code lastRead}. */
    public int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return (int) statements.number(
                UNREAD_COUNT, user, channel, lastRead.map(MessageId::value).orElse(0L));
    }

    /** The messages that {@link #mentionsAfter} counts, ascending. */
    public List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return statements.list(
                UNREAD,
                row -> row.messageId("message_id"),
                user,
                channel,
                lastRead.map(MessageId::value).orElse(0L));
    }

    /** The users whom a message mentions and who have not marked it as read, ascending. */
    public List<UserId> mentioned(MessageId message) {
        return statements.list(MENTIONED_USERS, row -> row.userId("user_id"), message);
    }

    /** The messages that mention the user or address one of the user's channels, newest first. */
    public List<MentionedIn> mentions(
            UserId user, Optional<WorkspaceId> workspace, Optional<MessageId> before, boolean unread, int limit) {
        return statements.list(
                OF_USER,
                row -> new MentionedIn(MessageQueries.message(row), row.flag("unread")),
                MembershipInterval.OPEN,
                workspace.map(WorkspaceId::value).orElse(0L),
                user,
                before.map(MessageId::value).orElse(Long.MAX_VALUE),
                unread,
                limit);
    }
}
