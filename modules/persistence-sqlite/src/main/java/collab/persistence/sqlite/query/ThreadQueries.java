package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.persistence.FollowedThread;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the states of threads: who follows, what is read, and what is unread. */
public final class ThreadQueries {
    private static final String COLUMNS = """
            t.user_id, t.parent_id, t.channel_id, t.following, t.read_no, t.mentions, t.held_ver, t.ver
            """;

    public static final String STATE = "SELECT " + COLUMNS + """
            FROM thread_state t
            WHERE t.user_id = ? AND t.parent_id = ?
            """;

    public static final String WITH_MENTIONS = "SELECT " + COLUMNS + """
            FROM thread_state t INDEXED BY thread_state_channel
            WHERE t.user_id = ? AND t.channel_id = ? AND t.mentions > 0
            ORDER BY t.parent_id LIMIT ?
            """;

    /** An index contains deleted replies only, and one the replies of each user: the cost does not depend on how much is unread. */
    public static final String DELETED = """
            SELECT
              (SELECT count(*) FROM message WHERE parent_id = ?1 AND reply_no > ?2 AND deleted_at IS NOT NULL)
              + (SELECT count(*) FROM message INDEXED BY message_own_reply
                 WHERE user_id = ?3 AND parent_id = ?1 AND reply_no > ?2 AND deleted_at IS NULL)
            """;

    public static final String MENTIONS = """
            SELECT mn.message_id FROM mention mn JOIN message m ON m.id = mn.message_id
            WHERE mn.user_id = ? AND mn.parent_id = ? AND mn.seen = 0 AND m.reply_no > ?
            ORDER BY mn.message_id
            """;

    public static final String ORDINAL_BEFORE_NEXT_REPLY = """
            SELECT reply_no - 1 AS ordinal FROM message
            WHERE parent_id = ? AND reply_no IS NOT NULL AND deleted_at IS NULL
              AND (sort_at, id) > (SELECT sort_at, id FROM message WHERE id = ?)
            ORDER BY sort_at, id LIMIT 1
            """;

    private static final String LAST_ORDINAL = "SELECT last_reply_no FROM message WHERE id = ?";

    public static final String FIRST_UNREAD = """
            SELECT id FROM message
            WHERE parent_id = ? AND reply_no > ? AND deleted_at IS NULL AND user_id <> ?
            ORDER BY sort_at, id LIMIT 1
            """;

    public static final String NEWEST_OF_OTHERS = """
            SELECT id FROM message
            WHERE parent_id = ? AND reply_no IS NOT NULL AND deleted_at IS NULL AND user_id <> ?
            ORDER BY sort_at DESC, id DESC LIMIT 1
            """;

    private static final String UNREAD_DELETED = """
            ((SELECT count(*) FROM message r
              WHERE r.parent_id = t.parent_id AND r.reply_no > t.read_no AND r.deleted_at IS NOT NULL)
             + (SELECT count(*) FROM message r INDEXED BY message_own_reply
                WHERE r.user_id = t.user_id AND r.parent_id = t.parent_id AND r.reply_no > t.read_no AND r.deleted_at IS NULL))
            """;

    /** The deleted replies are counted for the page only. A cross join reads the states of the user first, whatever the statistics are. */
    public static final String OF_USER =
            "SELECT t.last_reply_no, " + COLUMNS + ", " + UNREAD_DELETED + """
             AS deleted
            FROM (
              SELECT p.last_reply_no, p.last_reply_at,
            """ + COLUMNS + """
              FROM thread_state t CROSS JOIN message p ON p.id = t.parent_id
              WHERE t.user_id = ? AND t.following = 1
              ORDER BY p.last_reply_at DESC, t.parent_id DESC LIMIT ?) t
            ORDER BY t.last_reply_at DESC, t.parent_id DESC
            """;

    /** Parameters: ?1 user, ?2 workspace, ?3 and ?4 the position before which the page ends, ?5 only unread, ?6 limit. */
    public static final String INBOX =
            "SELECT t.read_no, t.following, t.mentions AS thread_mentions, t.held_ver, t.ver AS thread_ver, "
                    + "m.deleted_at, " + UNREAD_DELETED + " AS deleted, " + MessageQueries.COLUMNS + """
            FROM thread_state t
            CROSS JOIN message m ON m.id = t.parent_id
            CROSS JOIN channel c ON c.id = m.channel_id
            WHERE t.user_id = ?1 AND t.following = 1 AND c.workspace_id = ?2 AND c.deleted_at IS NULL AND m.reply_count > 0
              AND (m.last_reply_at, m.id) < (?3, ?4)
              AND (?5 = 0 OR m.last_reply_no > t.read_no +
            """
                    + UNREAD_DELETED + """
            )
            ORDER BY m.last_reply_at DESC, m.id DESC LIMIT ?6
            """;

    private final Statements statements;

    public ThreadQueries(Statements statements) {
        this.statements = statements;
    }

    /** The user's state in a thread, if the user took part in it. */
    public Optional<ThreadState> state(UserId user, MessageId parent) {
        return statements.find(STATE, ThreadQueries::state, user, parent);
    }

    /** The user's states in the threads of a channel with unread mentions, by ascending parent. */
    public List<ThreadState> withMentions(UserId user, ChannelId channel, int limit) {
        return statements.list(WITH_MENTIONS, ThreadQueries::state, user, channel, limit);
    }

    /** How many replies with an ordinal above {@code readNo} were deleted or written by the user. */
    public long deleted(UserId user, MessageId parent, long readNo) {
        return statements.number(DELETED, parent, readNo, user);
    }

    /** The unread replies that mention the user, ascending. */
    public List<MessageId> mentionsUnread(UserId user, MessageId parent, long readNo) {
        return statements.list(MENTIONS, row -> row.messageId("message_id"), user, parent, readNo);
    }

    /** The ordinal before that of the first undeleted reply that was sent and stands after {@code message}. */
    public long ordinalAt(MessageId parent, MessageId message) {
        return statements
                .find(ORDINAL_BEFORE_NEXT_REPLY, row -> row.number("ordinal"), parent, message)
                .orElseGet(() -> statements.number(LAST_ORDINAL, parent));
    }

    /** The first undeleted reply of another user with an ordinal above {@code readNo}. */
    public Optional<MessageId> firstUnread(UserId user, MessageId parent, long readNo) {
        return statements.find(FIRST_UNREAD, row -> row.messageId("id"), parent, readNo, user);
    }

    /** The newest undeleted reply with an ordinal that another user wrote. */
    public Optional<MessageId> newestOfOthers(UserId user, MessageId parent) {
        return statements.find(NEWEST_OF_OTHERS, row -> row.messageId("id"), parent, user);
    }

    /** The threads that the user follows, those with the latest replies first. */
    public List<FollowedThread> followed(UserId user, int limit) {
        return statements.list(
                OF_USER,
                row -> new FollowedThread(state(row), row.number("last_reply_no"), row.number("deleted")),
                user,
                limit);
    }

    /** The threads with replies that the user follows in a workspace, those with the latest replies first. */
    public List<FollowedThread.Listed> inbox(
            UserId user, WorkspaceId workspace, FollowedThread.Before before, boolean unread, int limit) {
        return statements.list(
                INBOX, row -> listed(user, row), user, workspace, before.at(), before.parent(), unread, limit);
    }

    private static FollowedThread.Listed listed(UserId user, Row row) {
        Message parent = MessageQueries.message(row);
        Optional<Instant> deletedAt = row.optionalTime("deleted_at");
        ThreadState state = new ThreadState(
                user,
                parent.id(),
                parent.channelId(),
                row.flag("following"),
                row.number("read_no"),
                (int) row.number("thread_mentions"),
                row.position("held_ver"),
                row.position("thread_ver"));
        FollowedThread thread = new FollowedThread(state, row.number("last_reply_no"), row.number("deleted"));
        return new FollowedThread.Listed(thread, parent, deletedAt);
    }

    private static ThreadState state(Row row) {
        return new ThreadState(
                row.userId("user_id"),
                row.messageId("parent_id"),
                row.channelId("channel_id"),
                row.flag("following"),
                row.number("read_no"),
                (int) row.number("mentions"),
                row.position("held_ver"),
                row.position("ver"));
    }
}
