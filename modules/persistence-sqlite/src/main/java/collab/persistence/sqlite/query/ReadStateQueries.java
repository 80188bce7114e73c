package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.ReadState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads how far users have read, and the ordinals by which that is counted. */
public final class ReadStateQueries {
    private static final String COLUMNS = """
            r.user_id, r.channel_id, r.last_read, r.read_no, r.mentions, r.read_broadcast_no, r.held_ver, r.ver
            """;

    private static final String OF_USER_IN_CHANNEL = "SELECT " + COLUMNS + """
            FROM read_state r
            WHERE r.user_id = ? AND r.channel_id = ?
            """;

    private static final String OF_USER = "SELECT " + COLUMNS + """
            FROM channel_member cm JOIN read_state r ON r.user_id = cm.user_id AND r.channel_id = cm.channel_id
            WHERE cm.user_id = ? AND cm.left_seq = ?
            ORDER BY cm.channel_id
            """;

    private static final String ORDINAL_BEFORE_NEXT_MESSAGE = """
            SELECT no - 1 AS ordinal FROM message
            WHERE channel_id = ? AND no IS NOT NULL AND imported = 0 AND deleted_at IS NULL
              AND (sort_at, id) > (SELECT sort_at, id FROM message WHERE id = ?)
            ORDER BY sort_at, id LIMIT 1
            """;

    /** A message that was sent, itself; for an imported one, the message before it that was sent to the channel. */
    private static final String SENT_UP_TO = """
            SELECT id FROM message WHERE id = ?2 AND channel_id = ?1 AND imported = 0
            UNION ALL
            SELECT id FROM (
              SELECT id FROM message
              WHERE channel_id = ?1 AND no IS NOT NULL AND imported = 0
                AND (sort_at, id) < (SELECT sort_at, id FROM message WHERE id = ?2)
              ORDER BY sort_at DESC, id DESC LIMIT 1)
            """;

    private static final String SENT_BEFORE = """
            SELECT id FROM message
            WHERE channel_id = ?1 AND no IS NOT NULL AND imported = 0
              AND (sort_at, id) < (SELECT sort_at, id FROM message WHERE id = ?2)
            ORDER BY sort_at DESC, id DESC LIMIT 1
            """;

    private static final String NEWEST_MESSAGE = "SELECT id FROM message ORDER BY id DESC LIMIT 1";

    private static final String LAST_ORDINAL = """
            SELECT last_no FROM channel WHERE id = ?
            """;

    private static final String BROADCASTS_UP_TO = """
            SELECT broadcast_no FROM message
            WHERE channel_id = ? AND broadcast_no IS NOT NULL AND no <= ?
            ORDER BY broadcast_no DESC LIMIT 1
            """;

    /** Reads the row of the message only, however many messages addressed the channel after it. */
    public static final String BROADCAST_NO = "SELECT broadcast_no FROM message WHERE id = ?";

    /**
     * Counts entries of two indexes that contain deleted messages only, and of one that contains the messages of each user: the cost
     * does not depend on how much is unread. An own message is not unread.
     */
    public static final String DELETED_AFTER = """
            SELECT
              (SELECT count(*) FROM message WHERE channel_id = ?1 AND no > ?2 AND deleted_at IS NOT NULL)
                + (SELECT count(*) FROM message INDEXED BY message_own
                   WHERE user_id = ?4 AND channel_id = ?1 AND no > ?2 AND deleted_at IS NULL) AS messages,
              (SELECT count(*) FROM message WHERE channel_id = ?1 AND broadcast_no > ?3 AND deleted_at IS NOT NULL)
                + (SELECT count(*) FROM message INDEXED BY message_broadcast
                   WHERE channel_id = ?1 AND broadcast_no > ?3 AND user_id = ?4 AND deleted_at IS NULL) AS broadcasts
            """;

    /** As {@link #DELETED_AFTER}, for every channel of the user in which something is unread. */
    public static final String DELETED_UNREAD_OF_USER = """
            SELECT cm.channel_id,
              (SELECT count(*) FROM message m
               WHERE m.channel_id = cm.channel_id AND m.no > r.read_no AND m.deleted_at IS NOT NULL)
                + (SELECT count(*) FROM message m INDEXED BY message_own
                   WHERE m.user_id = cm.user_id AND m.channel_id = cm.channel_id AND m.no > r.read_no
                     AND m.deleted_at IS NULL) AS messages,
              (SELECT count(*) FROM message m
               WHERE m.channel_id = cm.channel_id AND m.broadcast_no > r.read_broadcast_no AND m.deleted_at IS NOT NULL)
                + (SELECT count(*) FROM message m INDEXED BY message_broadcast
                   WHERE m.channel_id = cm.channel_id AND m.broadcast_no > r.read_broadcast_no
                     AND m.user_id = cm.user_id AND m.deleted_at IS NULL) AS broadcasts
            FROM channel_member cm
            JOIN channel c ON c.id = cm.channel_id
            JOIN read_state r ON r.user_id = cm.user_id AND r.channel_id = cm.channel_id
            WHERE cm.user_id = ? AND cm.left_seq = ?
              AND (c.last_no > r.read_no OR c.broadcast_no > r.read_broadcast_no)
            """;

    private final Statements statements;

    public ReadStateQueries(Statements statements) {
        this.statements = statements;
    }

    /** The user's read state in a channel; at the beginning if there is none. */
    public ReadState readState(UserId user, ChannelId channel) {
        return statements
                .find(OF_USER_IN_CHANNEL, ReadStateQueries::readState, user, channel)
                .orElseGet(() -> ReadState.none(user, channel));
    }

    /** The user's read state in each channel in which the user is a member. */
    public Map<ChannelId, ReadState> readStatesOf(UserId user) {
        Map<ChannelId, ReadState> states = new LinkedHashMap<>();
        statements.each(
                OF_USER,
                row -> {
                    ReadState state = readState(row);
                    states.put(state.channelId(), state);
                },
                user,
                MembershipInterval.OPEN);
        return states;
    }

    /** The ordinal before that of the first undeleted message that was sent and stands after {@code message}. */
    public long ordinalAt(ChannelId channel, MessageId message) {
        return statements
                .find(ORDINAL_BEFORE_NEXT_MESSAGE, row -> row.number("ordinal"), channel, message)
                .orElseGet(() -> statements.number(LAST_ORDINAL, channel));
    }

    /** The newest message that was sent to the channel and does not stand after {@code message}. */
    public Optional<MessageId> sentUpTo(ChannelId channel, MessageId message) {
        return statements.find(SENT_UP_TO, row -> row.messageId("id"), channel, message);
    }

    /** The newest message that was sent to the channel and stands before {@code message}. */
    public Optional<MessageId> sentBefore(ChannelId channel, MessageId message) {
        return statements.find(SENT_BEFORE, row -> row.messageId("id"), channel, message);
    }

    /** The message that was created last. */
    public Optional<MessageId> newestMessage() {
        return statements.find(NEWEST_MESSAGE, row -> row.messageId("id"));
    }

    /** How many messages with an ordinal of at most {@code no} addressed the whole channel, deleted ones included. */
    public long broadcastsUpTo(ChannelId channel, long no) {
        return statements
                .find(BROADCASTS_UP_TO, row -> row.number("broadcast_no"), channel, no)
                .orElse(0L);
    }

    /** The number of the message among those that addressed the whole channel, if it did. */
    public OptionalLong broadcastNo(MessageId message) {
        return statements
                .find(BROADCAST_NO, row -> row.optionalNumber("broadcast_no"), message)
                .orElse(OptionalLong.empty());
    }

    /** The messages of a channel after a position that are not unread for the user. */
    public ReadState.Deleted deletedAfter(UserId user, ChannelId channel, ReadState.Position position) {
        return statements
                .find(
                        DELETED_AFTER,
                        ReadStateQueries::deleted,
                        channel,
                        position.readNo(),
                        position.readBroadcastNo(),
                        user)
                .orElseThrow();
    }

    /** The messages after the user's position that are not unread, in each of the user's channels that has some. */
    public Map<ChannelId, ReadState.Deleted> deletedUnreadOf(UserId user) {
        Map<ChannelId, ReadState.Deleted> deleted = new LinkedHashMap<>();
        statements.each(
                DELETED_UNREAD_OF_USER,
                row -> deleted.put(row.channelId("channel_id"), deleted(row)),
                user,
                MembershipInterval.OPEN);
        deleted.values().removeIf(ReadState.Deleted.NONE::equals);
        return deleted;
    }

    private static ReadState.Deleted deleted(Row row) {
        return new ReadState.Deleted(row.number("messages"), row.number("broadcasts"));
    }

    private static ReadState readState(Row row) {
        return new ReadState(
                row.userId("user_id"),
                row.channelId("channel_id"),
                new ReadState.Position(
                        row.optionalMessageId("last_read"), row.number("read_no"), row.number("read_broadcast_no")),
                (int) row.number("mentions"),
                row.position("held_ver"),
                row.position("ver"));
    }
}
