package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Message;
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
            m.id, m.no, m.channel_id, m.user_id, m.parent_id, m.text, m.created_at, m.edited_at, m.pinned, m.reactions,
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

    private static final String TOP_LEVEL = "SELECT " + COLUMNS + """
            FROM message m
            WHERE m.channel_id = ? AND m.parent_id IS NULL AND m.id > ? AND m.id < ? AND m.deleted_at IS NULL
            """;

    private static final String TOP_LEVEL_OLDEST = TOP_LEVEL + "ORDER BY m.id LIMIT ?";

    private static final String TOP_LEVEL_NEWEST = TOP_LEVEL + "ORDER BY m.id DESC LIMIT ?";

    private static final String REPLIES = "SELECT " + COLUMNS + """
            FROM message m
            WHERE m.parent_id = ? AND m.id > ? AND m.id < ? AND m.deleted_at IS NULL
            """;

    private static final String REPLIES_OLDEST = REPLIES + "ORDER BY m.id LIMIT ?";

    private static final String REPLIES_NEWEST = REPLIES + "ORDER BY m.id DESC LIMIT ?";

    private static final String PINNED = "SELECT " + COLUMNS + """
            FROM message m
            WHERE m.channel_id = ? AND m.pinned = 1
            ORDER BY m.id
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
     * The top-level messages of a channel between the exclusive bounds, ascending: the oldest when only {@code since} is given,
     * otherwise the newest.
     */
    public List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        return page(TOP_LEVEL_OLDEST, TOP_LEVEL_NEWEST, channel, since, before, limit);
    }

    /** The replies of a thread, with the same bounds as {@link #messages}. */
    public List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit) {
        return page(REPLIES_OLDEST, REPLIES_NEWEST, parent, since, before, limit);
    }

    private List<Message> page(
            String oldest, String newest, Object parent, OptionalLong since, Optional<MessageId> before, int limit) {
        long above = since.orElse(0);
        long below = before.map(MessageId::value).orElse(Long.MAX_VALUE);
        boolean oldestFirst = since.isPresent() && before.isEmpty();
        if (oldestFirst) {
            return statements.list(oldest, MessageQueries::message, parent, above, below, limit);
        }
        return statements
                .list(newest, MessageQueries::message, parent, above, below, limit)
                .reversed();
    }

    /** The pinned messages of a channel, ascending. */
    public List<Message> pinned(ChannelId channel) {
        return statements.list(PINNED, MessageQueries::message, channel);
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
                        row.time("created_at")),
                new Message.Content(
                        row.text("text"),
                        row.userIds("mentions"),
                        row.optionalConstant("broadcast", Broadcast.class),
                        row.optionalTime("edited_at")),
                row.flag("pinned"),
                row.reactions("reactions"),
                new Message.Replies((int) row.number("reply_count"), row.optionalTime("last_reply_at")),
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
