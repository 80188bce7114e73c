package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.model.Broadcast;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.persistence.sqlite.query.ListColumns;
import collab.persistence.sqlite.query.SearchIndex;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.Optional;

/** Writes messages, their earlier texts and their entries in the search index. */
final class MessageProjection {
    /** How many earlier texts of one message are kept. */
    static final int VERSIONS_MAX = 100;

    private static final String INSERT = """
            INSERT INTO message (id, channel_id, no, user_id, parent_id, text, created_at, edited_at, pinned, reactions,
              reply_count, last_reply_at, mentions, broadcast, ver, imported, sort_at, reply_no)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String LAST_PLACE_IN_CHANNEL = """
            SELECT sort_at FROM message WHERE channel_id = ? AND parent_id IS NULL ORDER BY sort_at DESC, id DESC LIMIT 1
            """;

    private static final String LAST_PLACE_IN_THREAD = """
            SELECT max(sort_at) AS sort_at FROM (
              SELECT sort_at FROM message WHERE id = ?1
              UNION ALL
              SELECT max(sort_at) FROM message WHERE parent_id = ?1)
            """;

    private static final String SET_LAST_NO = "UPDATE channel SET last_no = ? WHERE id = ?";

    private static final String UPDATE = """
            UPDATE message SET text = ?, edited_at = ?, mentions = ?, broadcast = ?, ver = ? WHERE id = ?
            """;

    private static final String INSERT_VERSION = """
            INSERT INTO message_version (message_id, ver, text, at)
            SELECT id, ver, text, coalesce(edited_at, created_at) FROM message WHERE id = ?
            """;

    private static final String DELETE_OLDEST_VERSIONS = """
            DELETE FROM message_version WHERE message_id = ? AND ver <= (
              SELECT ver FROM message_version WHERE message_id = ? ORDER BY ver DESC LIMIT 1 OFFSET ?)
            """;

    private static final String DELETE = """
            UPDATE message
            SET text = '', deleted_at = ?, pinned = 0, reactions = NULL, mentions = NULL, broadcast = NULL, ver = ?
            WHERE id = ?
            """;

    private static final String DELETE_MENTIONS = "DELETE FROM mention WHERE message_id = ?";

    private static final String DELETE_VERSIONS = "DELETE FROM message_version WHERE message_id = ?";

    private static final String SET_REACTIONS = "UPDATE message SET reactions = ?, ver = ? WHERE id = ?";

    private static final String SET_PINNED = "UPDATE message SET pinned = ?, ver = ? WHERE id = ?";

    private static final String UPDATE_THREAD = """
            UPDATE message SET reply_count = ?, last_reply_at = ?, last_reply_no = ?, ver = ? WHERE id = ?
            """;

    private static final String SET_BROADCAST_NO = "UPDATE message SET broadcast_no = ? WHERE id = ?";

    private static final String SET_LAST_BROADCAST_NO = "UPDATE channel SET broadcast_no = ? WHERE id = ?";

    private static final String INSERT_IMPORT_KEY = """
            INSERT INTO imported_message (channel_id, source_key, message_id) VALUES (?, ?, ?)
            """;

    private final Statements statements;
    private final ReadStateProjection readStates;
    private final ThreadProjection threads;
    private final SearchIndex index;

    MessageProjection(Statements statements, ReadStateProjection readStates, ThreadProjection threads) {
        this.statements = statements;
        this.readStates = readStates;
        this.threads = threads;
        this.index = new SearchIndex(statements);
    }

    /** @param at the time of the command; an imported message is older */
    void create(Message message, long lastNo, LogPosition seq, Instant at) {
        boolean imported = !message.createdAt().equals(at);
        statements.run(
                INSERT,
                message.id(),
                message.channelId(),
                message.no(),
                message.userId(),
                message.parentId(),
                message.text(),
                message.createdAt(),
                message.editedAt(),
                message.pinned(),
                ListColumns.optionalReactions(message.reactions()),
                message.replyCount(),
                message.lastReplyAt(),
                ListColumns.optionalUserIds(message.mentions()),
                message.broadcast(),
                message.ver(),
                imported,
                imported ? message.createdAt() : lastPlace(message),
                message.replyNo());
        index.add(message.id(), message.text());
        if (message.no().isPresent()) {
            statements.run(SET_LAST_NO, lastNo, message.channelId());
            readStates.markOwnMessageRead(message, seq);
        }
        threads.markOwnReplyRead(message, seq);
    }

    /** A message that is sent stands after all present ones, a reply also after its parent, also when the clock showed a later time before. */
    private Instant lastPlace(Message message) {
        Optional<Instant> last = message.parentId().isPresent()
                ? statements.find(LAST_PLACE_IN_THREAD, row -> row.time("sort_at"), message.parentId())
                : statements.find(LAST_PLACE_IN_CHANNEL, row -> row.time("sort_at"), message.channelId());
        return last.filter(message.createdAt()::isBefore).orElse(message.createdAt());
    }

    void update(Message message) {
        keepVersion(message.id());
        statements.run(
                UPDATE,
                message.text(),
                message.editedAt(),
                ListColumns.optionalUserIds(message.mentions()),
                message.broadcast(),
                message.ver(),
                message.id());
        index.replace(message.id(), message.text());
    }

    /** Copies the present text before an edit; above the bound, the oldest copies are deleted. */
    private void keepVersion(MessageId message) {
        statements.run(INSERT_VERSION, message);
        statements.run(DELETE_OLDEST_VERSIONS, message, message, VERSIONS_MAX);
    }

    void delete(MessageId message, LogPosition seq, Instant at) {
        statements.run(DELETE, at, seq, message);
        index.remove(message);
        statements.run(DELETE_MENTIONS, message);
        statements.run(DELETE_VERSIONS, message);
    }

    void setReactions(Event.MessageReacted reacted, LogPosition seq) {
        statements.run(SET_REACTIONS, ListColumns.optionalReactions(reacted.reactions()), seq, reacted.messageId());
    }

    void setPinned(Event.MessagePinUpdated pin, LogPosition seq) {
        statements.run(SET_PINNED, pin.pinned(), seq, pin.messageId());
    }

    void updateThread(Event.ThreadUpdated thread, LogPosition seq) {
        Message.Replies replies = thread.replies();
        statements.run(
                UPDATE_THREAD,
                replies.replyCount(),
                replies.lastReplyAt(),
                replies.lastReplyNo(),
                seq,
                thread.parentId());
    }

    /** Numbers a message to the whole channel. A message to the present members ({@code @here}) has no number. */
    void number(Event.BroadcastCreated created, LogPosition seq) {
        if (created.reach() == Broadcast.HERE) return;
        Mention mention = created.mention();
        statements.run(SET_BROADCAST_NO, created.broadcastNo(), mention.messageId());
        statements.run(SET_LAST_BROADCAST_NO, created.broadcastNo(), mention.channelId());
        readStates.markOwnBroadcastRead(mention, created.broadcastNo(), seq);
    }

    void addImportKey(Effect.MessageImported imported) {
        statements.run(INSERT_IMPORT_KEY, imported.channelId(), imported.key(), imported.messageId());
    }
}
