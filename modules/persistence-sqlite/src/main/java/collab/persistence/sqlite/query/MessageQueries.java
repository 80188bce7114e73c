package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Message;
import collab.persistence.Snapshot.HistoryEntry;
import collab.persistence.Snapshot.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads messages, threads, pins and earlier texts. */
public final class MessageQueries {
    static final String COLUMNS = """
            m.id, m.no, m.channel_id, m.user_id, m.parent_id, m.reply_no, m.last_reply_no, m.text, m.created_at, m.edited_at, m.pinned, m.reactions,
            m.reply_count, m.last_reply_at, m.mentions, m.broadcast, m.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM message m JOIN channel c ON c.id = m.channel_id
            WHERE m.id = ? AND m.deleted_at IS NULL AND c.deleted_at IS NULL
            """;

    private static final String DELETED_BY_ID = "SELECT m.deleted_at, " + COLUMNS + """
            FROM message m JOIN channel c ON c.id = m.channel_id
            WHERE m.id = ? AND m.deleted_at IS NOT NULL AND c.deleted_at IS NULL
            """;

    private static final String IMPORTED = """
            SELECT message_id FROM imported_message WHERE channel_id = ? AND source_key = ?
            """;

    private static final String SENT_AT = """
            SELECT 1 FROM message WHERE id = ? AND channel_id = ? AND user_id = ? AND created_at = ?
            """;

    private static final String LAST_REPLY_AT = """
            SELECT created_at FROM message
            WHERE parent_id = ? AND id <> ? AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 1
            """;

    /** History is ordered by (sort_at, id): see the schema. A page lies between two positions, both excluded. */
    private static final String BETWEEN = """
             AND (m.sort_at, m.id) > (?, ?) AND (m.sort_at, m.id) < (?, ?) AND m.deleted_at IS NULL
            """;

    /** Both lists are ranges of an index and end with the page. */
    private static String history(String direction) {
        return "SELECT m.deleted_at, " + COLUMNS + """
                FROM (
                  SELECT id FROM (
                    SELECT p.id FROM message p
                    WHERE p.channel_id = ?1 AND p.parent_id IS NULL
                      AND (p.sort_at, p.id) > (?2, ?3) AND (p.sort_at, p.id) < (?4, ?5)
                      AND (p.deleted_at IS NULL OR EXISTS (
                        SELECT 1 FROM message r WHERE r.parent_id = p.id AND r.deleted_at IS NULL))
                    ORDER BY p.sort_at %1$s, p.id %1$s LIMIT ?6)
                  UNION ALL
                  SELECT id FROM (
                    SELECT r.id FROM message r
                    WHERE r.channel_id = ?1 AND r.parent_id IS NOT NULL
                      AND (r.sort_at, r.id) > (?2, ?3) AND (r.sort_at, r.id) < (?4, ?5) AND r.deleted_at IS NULL
                    ORDER BY r.sort_at %1$s, r.id %1$s LIMIT ?6)) page
                JOIN message m ON m.id = page.id
                ORDER BY m.sort_at %1$s, m.id %1$s LIMIT ?6
                """.formatted(direction);
    }

    private static final String HISTORY_OLDEST = history("ASC");

    private static final String HISTORY_NEWEST = history("DESC");

    private static final String OLDEST = "ORDER BY m.sort_at, m.id LIMIT ?";

    private static final String NEWEST = "ORDER BY m.sort_at DESC, m.id DESC LIMIT ?";

    private static final String TOP_LEVEL =
            "SELECT " + COLUMNS + "FROM message m WHERE m.channel_id = ? AND m.parent_id IS NULL" + BETWEEN;

    public static final String TOP_LEVEL_OLDEST = TOP_LEVEL + OLDEST;

    public static final String TOP_LEVEL_NEWEST = TOP_LEVEL + NEWEST;

    private static final String REPLIES = "SELECT " + COLUMNS + "FROM message m WHERE m.parent_id = ?" + BETWEEN;

    public static final String REPLIES_OLDEST = REPLIES + OLDEST;

    public static final String REPLIES_NEWEST = REPLIES + NEWEST;

    private static final String POSITION = """
            SELECT m.sort_at, m.id FROM message m WHERE m.id = ? AND m.channel_id = ?
            """;

    private static final String ANY = "SELECT 1 FROM message WHERE channel_id = ? AND parent_id IS NULL LIMIT 1";

    private static final String CHANNEL = "SELECT channel_id FROM message WHERE id = ?";

    /** The message of the channel with the next lower id. */
    private static final String POSITION_BELOW = """
            SELECT m.sort_at, m.id FROM message m WHERE m.id = (
              SELECT max(id) FROM (
                SELECT max(id) AS id FROM message WHERE channel_id = ?1 AND parent_id IS NULL AND id < ?2
                UNION ALL
                SELECT max(id) FROM message WHERE channel_id = ?1 AND parent_id IS NOT NULL AND id < ?2))
            """;

    private static final String PINNED = "SELECT " + COLUMNS + """
            FROM message m
            WHERE m.channel_id = ? AND m.pinned = 1
            ORDER BY m.sort_at, m.id
            """;

    private static final String PIN_COUNT = """
            SELECT count(*) FROM message WHERE channel_id = ? AND pinned = 1
            """;

    private static final String IDS_AND_VERSIONS = """
            SELECT id, ver FROM message WHERE channel_id = ? AND parent_id IS NULL AND deleted_at IS NULL
            UNION ALL
            SELECT id, ver FROM message WHERE channel_id = ? AND parent_id IS NOT NULL AND deleted_at IS NULL
            ORDER BY id
            """;

    private static final String TEXTS = """
            SELECT text, at FROM (
              SELECT text, at, ver FROM message_version WHERE message_id = ?
              UNION ALL
              SELECT text, coalesce(edited_at, created_at), ver FROM message WHERE id = ? AND deleted_at IS NULL)
            ORDER BY ver
            """;

    private final Statements statements;

    public MessageQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<Message> message(MessageId id) {
        return statements.find(BY_ID, MessageQueries::message, id);
    }

    public Optional<Message.Tombstone> deletedMessage(MessageId id) {
        return statements.find(DELETED_BY_ID, row -> new Message.Tombstone(message(row), row.time("deleted_at")), id);
    }

    /** The message that was imported into the channel under this key, also if it was deleted since. */
    public Optional<MessageId> imported(ChannelId channel, String key) {
        return statements.find(IMPORTED, row -> row.messageId("message_id"), channel, key);
    }

    /** Whether the author sent this message to the channel at this time, also if it was deleted since. */
    public boolean wasSent(ChannelId channel, MessageId message, UserId author, Instant at) {
        return statements.exists(SENT_AT, message, channel, author, at);
    }

    /** When the latest undeleted reply to {@code parent} other than {@code reply} was sent. */
    public Optional<Instant> lastReplyAt(MessageId parent, MessageId reply) {
        return statements.find(LAST_REPLY_AT, row -> row.time("created_at"), parent, reply);
    }

    /**
     * The top-level messages of a channel between the excluded bounds, in the order of history: the oldest when only {@code since}
     * is given, otherwise the newest. A bound that is no message of the channel stands directly after the message of the channel
     * with the next lower id.
     */
    public List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        return page(
                since.isPresent() && before.isEmpty() ? TOP_LEVEL_OLDEST : TOP_LEVEL_NEWEST,
                channel.value(),
                after(channel, since),
                upTo(channel, before),
                limit);
    }

    /** The messages and replies of a channel, and the deleted messages that still have replies, with the same bounds. */
    public List<HistoryEntry> history(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        boolean oldest = since.isPresent() && before.isEmpty();
        Position after = after(channel, since);
        Position upTo = upTo(channel, before);
        List<HistoryEntry> page = statements.list(
                oldest ? HISTORY_OLDEST : HISTORY_NEWEST,
                row -> new HistoryEntry(message(row), row.optionalTime("deleted_at")),
                channel,
                after.at(),
                after.id(),
                upTo.at(),
                upTo.id(),
                limit);
        return oldest ? page : page.reversed();
    }

    /** The replies of a thread, with the same bounds as {@link #messages}. */
    public List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit) {
        ChannelId channel = statements
                .find(CHANNEL, row -> row.channelId("channel_id"), parent)
                .orElseThrow(() -> new IllegalStateException("no message " + parent));
        return page(
                since.isPresent() && before.isEmpty() ? REPLIES_OLDEST : REPLIES_NEWEST,
                parent.value(),
                after(channel, since),
                upTo(channel, before),
                limit);
    }

    private List<Message> page(String sql, long place, Position after, Position before, int limit) {
        List<Message> page = statements.list(
                sql, MessageQueries::message, place, after.at(), after.id(), before.at(), before.id(), limit);
        return sql.endsWith(NEWEST) ? page.reversed() : page;
    }

    // ---- Positions in the history of a channel ----

    /** A place in the order (sort_at, id). */
    private record Position(long at, long id) {
        static final Position BEGINNING = new Position(Long.MIN_VALUE, 0);
        static final Position END = new Position(Long.MAX_VALUE, 0);

        static Position of(Row row) {
            return new Position(row.number("sort_at"), row.number("id"));
        }
    }

    private Position after(ChannelId channel, OptionalLong id) {
        if (id.isEmpty() || id.getAsLong() == 0) return Position.BEGINNING;
        return statements
                .find(POSITION, Position::of, id, channel)
                .or(() -> statements.find(POSITION_BELOW, Position::of, channel, id))
                .orElse(Position.BEGINNING);
    }

    private Position upTo(ChannelId channel, Optional<MessageId> id) {
        if (id.isEmpty()) return Position.END;
        return statements
                .find(POSITION, Position::of, id, channel)
                .or(() -> statements
                        .find(POSITION_BELOW, Position::of, channel, id)
                        .map(below -> new Position(below.at(), below.id() + 1)))
                .orElse(Position.BEGINNING);
    }

    /** The pinned messages of a channel, in the order of history. */
    public List<Message> pinned(ChannelId channel) {
        return statements.list(PINNED, MessageQueries::message, channel);
    }

    /** Whether no message was ever sent to the channel or imported into it. */
    public boolean isEmpty(ChannelId channel) {
        return !statements.exists(ANY, channel);
    }

    /** How many messages of a channel are pinned. */
    public int pins(ChannelId channel) {
        return (int) statements.number(PIN_COUNT, channel);
    }

    /** SHA-256 in hex over the lines {@code id:ver\n} of the channel's undeleted messages, ascending. */
    public String digest(ChannelId channel) {
        MessageDigest digest = sha256();
        statements.each(
                IDS_AND_VERSIONS,
                row -> digest.update(
                        (row.number("id") + ":" + row.number("ver") + "\n").getBytes(StandardCharsets.US_ASCII)),
                channel,
                channel);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The texts of an undeleted message, oldest first; the last is the present text. */
    public List<Version> versions(MessageId message) {
        return statements.list(TEXTS, row -> new Version(row.text("text"), row.time("at")), message, message);
    }

    /** Reads {@link #COLUMNS}. */
    static Message message(Row row) {
        return new Message(
                new Message.Identity(
                        row.messageId("id"),
                        row.optionalNumber("no"),
                        row.channelId("channel_id"),
                        row.userId("user_id"),
                        row.optionalMessageId("parent_id"),
                        row.optionalNumber("reply_no"),
                        row.time("created_at")),
                new Message.Content(
                        row.text("text"),
                        row.userIds("mentions"),
                        row.optionalConstant("broadcast", Broadcast.class),
                        row.optionalTime("edited_at")),
                row.flag("pinned"),
                row.reactions("reactions"),
                new Message.Replies(
                        (int) row.number("reply_count"),
                        row.number("last_reply_no"),
                        row.optionalTime("last_reply_at")),
                row.position("ver"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
