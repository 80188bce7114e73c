package collab.persistence.sqlite.query;

import java.util.List;

/** Queries that return one sentence, {@code problem}, for each row that contradicts another row. */
public final class ConsistencyQueries {
    private ConsistencyQueries() {}

    // ---- Log ----

    private static final String EVENT_OUTSIDE_LOG = """
            SELECT 'event ' || seq || ' is outside of the log' AS problem
            FROM event_log, log_state WHERE seq > head OR seq <= floor
            """;

    private static final String RECIPIENT_WITHOUT_EVENT = """
            SELECT 'recipient ' || user_id || ' of event ' || seq || ', which does not exist' AS problem
            FROM event_recipient WHERE seq NOT IN (SELECT seq FROM event_log)
            """;

    private static final String PEERS_WITHOUT_EVENT = """
            SELECT 'peers of workspace ' || workspace_id || ' of event ' || seq || ', which does not exist' AS problem
            FROM event_peers WHERE seq NOT IN (SELECT seq FROM event_log)
            """;

    // ---- Versions ----

    private static String verBeyondHead(String table) {
        return """
                SELECT '%1$s ' || t.id || ' has ver ' || t.ver || ' beyond the head' AS problem
                FROM %1$s t, log_state l WHERE t.ver > l.head
                """.formatted(table);
    }

    private static final String READ_STATE_VER_BEYOND_HEAD = """
            SELECT 'read state of user ' || user_id || ' in channel ' || channel_id || ' has ver ' || ver
              || ' beyond the head' AS problem
            FROM read_state, log_state WHERE ver > head
            """;

    private static final String DELETED_MESSAGE_WITH_TEXT = """
            SELECT 'message ' || id || ' is deleted and has a text' AS problem
            FROM message WHERE deleted_at IS NOT NULL AND text <> ''
            """;

    // ---- Memberships ----

    private static String endBeforeBegin(String table) {
        return """
                SELECT '%1$s of user ' || user_id || ' ends at ' || left_seq || ' before it begins at ' || joined_seq
                  AS problem
                FROM %1$s WHERE left_seq < joined_seq
                """.formatted(table);
    }

    private static String beginBeyondHead(String table) {
        return """
                SELECT '%1$s of user ' || user_id || ' begins at ' || joined_seq || ' beyond the head' AS problem
                FROM %1$s, log_state WHERE joined_seq > head
                """.formatted(table);
    }

    private static final String CHANNEL_MEMBER_OUTSIDE_WORKSPACE = """
            SELECT 'user ' || m.user_id || ' is in channel ' || m.channel_id || ' and not in its workspace' AS problem
            FROM channel_member m JOIN channel c ON c.id = m.channel_id
            WHERE m.left_seq = 9223372036854775807 AND NOT EXISTS (
              SELECT 1 FROM workspace_member w
              WHERE w.workspace_id = c.workspace_id AND w.left_seq = 9223372036854775807 AND w.user_id = m.user_id)
            """;

    // ---- Counters ----

    private static final String LAST_NO = """
            SELECT 'channel ' || c.id || ' has last_no ' || c.last_no || ', its newest message has ' || coalesce(m.most, 0)
              || ' and it has ' || coalesce(m.many, 0) || ' messages' AS problem
            FROM channel c LEFT JOIN (
              SELECT channel_id, max(no) AS most, count(no) AS many, count(DISTINCT no) AS different
              FROM message WHERE parent_id IS NULL GROUP BY channel_id) m ON m.channel_id = c.id
            WHERE c.last_no <> coalesce(m.most, 0) OR c.last_no <> coalesce(m.many, 0)
              OR c.last_no <> coalesce(m.different, 0)
            """;

    /** Deleted messages are not compared: earlier releases did not keep their counts. */
    private static final String REPLY_COUNT = """
            SELECT 'message ' || p.id || ' has reply_count ' || p.reply_count || ' and ' || coalesce(r.many, 0)
              || ' replies' AS problem
            FROM message p LEFT JOIN (
              SELECT parent_id, count(*) AS many FROM message
              WHERE parent_id IS NOT NULL AND deleted_at IS NULL GROUP BY parent_id) r ON r.parent_id = p.id
            WHERE p.parent_id IS NULL AND p.deleted_at IS NULL AND p.reply_count <> coalesce(r.many, 0)
            """;

    private static final String BROADCAST_NO = """
            SELECT 'channel ' || c.id || ' has broadcast_no ' || c.broadcast_no || ', its newest broadcast has '
              || coalesce(m.most, 0) || ' and it has ' || coalesce(m.many, 0) || ' broadcasts' AS problem
            FROM channel c LEFT JOIN (
              SELECT channel_id, max(broadcast_no) AS most, count(DISTINCT broadcast_no) AS many
              FROM message GROUP BY channel_id) m ON m.channel_id = c.id
            WHERE c.broadcast_no <> coalesce(m.most, 0) OR c.broadcast_no <> coalesce(m.many, 0)
            """;

    // ---- Read states and mentions ----

    private static final String READ_BEYOND_LAST_MESSAGE = """
            SELECT 'user ' || r.user_id || ' has read up to ' || r.read_no || ' of ' || c.last_no || ' in channel ' || c.id
              AS problem
            FROM read_state r JOIN channel c ON c.id = r.channel_id WHERE r.read_no > c.last_no
            """;

    /** After everything was marked as read, the marked message is the newest of the server, of any channel. */
    private static final String READ_BELOW_MARKED_MESSAGE = """
            SELECT 'user ' || r.user_id || ' has read up to ' || r.read_no || ' in channel ' || r.channel_id
              || ' and marked message ' || m.id || ', which is number ' || m.no AS problem
            FROM read_state r JOIN message m ON m.id = r.last_read AND m.channel_id = r.channel_id WHERE r.read_no < m.no
            """;

    private static final String READ_BEYOND_LAST_BROADCAST = """
            SELECT 'user ' || r.user_id || ' has read up to broadcast ' || r.read_broadcast_no || ' of '
              || c.broadcast_no || ' in channel ' || c.id AS problem
            FROM read_state r JOIN channel c ON c.id = r.channel_id WHERE r.read_broadcast_no > c.broadcast_no
            """;

    private static final String UNREAD_MENTIONS = """
            SELECT 'user ' || r.user_id || ' has ' || r.mentions || ' unread mentions in channel ' || r.channel_id
              || ', its messages have ' || coalesce(n.many, 0) AS problem
            FROM read_state r
            JOIN channel_member cm
              ON cm.user_id = r.user_id AND cm.channel_id = r.channel_id AND cm.left_seq = 9223372036854775807
            LEFT JOIN (
              SELECT mn.user_id, mn.channel_id, count(*) AS many
              FROM mention mn JOIN read_state s
                ON s.user_id = mn.user_id AND s.channel_id = mn.channel_id AND mn.message_id > coalesce(s.last_read, 0)
              WHERE mn.seen = 0 AND mn.parent_id IS NULL GROUP BY mn.user_id, mn.channel_id) n
              ON n.user_id = r.user_id AND n.channel_id = r.channel_id
            WHERE r.mentions <> coalesce(n.many, 0)
            """;

    // ---- Threads ----

    private static final String LAST_REPLY_NO = """
            SELECT 'message ' || p.id || ' has last_reply_no ' || p.last_reply_no || ', its newest reply has '
              || coalesce(r.most, 0) || ' and it has ' || coalesce(r.many, 0) || ' numbered replies' AS problem
            FROM message p LEFT JOIN (
              SELECT parent_id, max(reply_no) AS most, count(reply_no) AS many, count(DISTINCT reply_no) AS different
              FROM message WHERE parent_id IS NOT NULL GROUP BY parent_id) r ON r.parent_id = p.id
            WHERE p.last_reply_no <> coalesce(r.most, 0) OR p.last_reply_no <> coalesce(r.many, 0)
              OR p.last_reply_no <> coalesce(r.different, 0)
            """;

    private static final String THREAD_READ_BEYOND_LAST_REPLY = """
            SELECT 'user ' || t.user_id || ' has read up to ' || t.read_no || ' of ' || p.last_reply_no || ' in thread '
              || p.id AS problem
            FROM thread_state t JOIN message p ON p.id = t.parent_id WHERE t.read_no > p.last_reply_no
            """;

    private static final String THREAD_WITHOUT_MEMBERSHIP = """
            SELECT 'user ' || t.user_id || ' has a state in thread ' || t.parent_id || ' and is not in channel '
              || t.channel_id AS problem
            FROM thread_state t WHERE NOT EXISTS (
              SELECT 1 FROM channel_member cm
              WHERE cm.channel_id = t.channel_id AND cm.left_seq = 9223372036854775807 AND cm.user_id = t.user_id)
            """;

    private static final String THREAD_MENTIONS = """
            SELECT 'user ' || t.user_id || ' has ' || t.mentions || ' unread mentions in thread ' || t.parent_id
              || ', its replies have ' || coalesce(n.many, 0) AS problem
            FROM thread_state t LEFT JOIN (
              SELECT mn.user_id, mn.parent_id, count(*) AS many
              FROM mention mn
              JOIN message m ON m.id = mn.message_id
              JOIN thread_state s ON s.user_id = mn.user_id AND s.parent_id = mn.parent_id AND m.reply_no > s.read_no
              WHERE mn.seen = 0 AND s.following = 1 GROUP BY mn.user_id, mn.parent_id) n
              ON n.user_id = t.user_id AND n.parent_id = t.parent_id
            WHERE t.mentions <> coalesce(n.many, 0)
            """;

    private static final String MENTION_WITHOUT_MESSAGE = """
            SELECT 'user ' || mn.user_id || ' is mentioned in message ' || mn.message_id || ' of channel '
              || mn.channel_id || ', which does not exist' AS problem
            FROM mention mn WHERE NOT EXISTS (
              SELECT 1 FROM message m
              WHERE m.id = mn.message_id AND m.channel_id = mn.channel_id AND m.deleted_at IS NULL)
            """;

    public static final List<String> ALL = List.of(
            EVENT_OUTSIDE_LOG,
            RECIPIENT_WITHOUT_EVENT,
            PEERS_WITHOUT_EVENT,
            verBeyondHead("app_user"),
            verBeyondHead("workspace"),
            verBeyondHead("channel"),
            verBeyondHead("message"),
            READ_STATE_VER_BEYOND_HEAD,
            DELETED_MESSAGE_WITH_TEXT,
            endBeforeBegin("workspace_member"),
            beginBeyondHead("workspace_member"),
            endBeforeBegin("channel_member"),
            beginBeyondHead("channel_member"),
            CHANNEL_MEMBER_OUTSIDE_WORKSPACE,
            LAST_NO,
            REPLY_COUNT,
            BROADCAST_NO,
            READ_BEYOND_LAST_MESSAGE,
            READ_BELOW_MARKED_MESSAGE,
            READ_BEYOND_LAST_BROADCAST,
            MENTION_WITHOUT_MESSAGE);

    /** For databases with states of threads, which earlier schemas lack. */
    public static final List<String> OF_THREADS = List.of(
            UNREAD_MENTIONS, LAST_REPLY_NO, THREAD_READ_BEYOND_LAST_REPLY, THREAD_WITHOUT_MEMBERSHIP, THREAD_MENTIONS);
}
