package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.persistence.sqlite.query.MembershipInterval;
import collab.persistence.sqlite.query.Statements;

/** Writes read states and mentions. */
final class ReadStateProjection {
    private static final String PUT = """
            INSERT INTO read_state (user_id, channel_id, last_read, read_no, mentions, read_broadcast_no, held_ver, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last_read = excluded.last_read, read_no = excluded.read_no,
              mentions = excluded.mentions, read_broadcast_no = excluded.read_broadcast_no, held_ver = excluded.held_ver,
              ver = excluded.ver
            """;

    private static final String MARK_OWN_MESSAGE_READ = """
            INSERT INTO read_state (user_id, channel_id, last_read, read_no, mentions, ver)
            VALUES (?, ?, ?, ?, 0, ?)
            ON CONFLICT DO UPDATE SET last_read = excluded.last_read, read_no = excluded.read_no, ver = excluded.ver
            """;

    private static final String MARK_OWN_BROADCAST_READ = """
            UPDATE read_state SET read_broadcast_no = ?, ver = ? WHERE user_id = ? AND channel_id = ?
            """;

    private static final String INSERT_MENTION = """
            INSERT INTO mention (user_id, channel_id, message_id, parent_id) VALUES (?, ?, ?, ?)
            """;

    private static final String SET_MENTIONS = """
            INSERT INTO read_state (user_id, channel_id, read_no, mentions, ver)
            VALUES (?, ?, 0, ?, ?)
            ON CONFLICT DO UPDATE SET mentions = excluded.mentions, ver = excluded.ver
            """;

    private static final String MARK_MENTIONS_SEEN = """
            UPDATE mention SET seen = 1
            WHERE user_id = ? AND channel_id = ? AND message_id IN (SELECT value FROM json_each(?))
            """;

    /** The channels of the workspace of which the user is a member. */
    private static final String READ_ALL = """
            UPDATE read_state SET last_read = ?3, read_no = c.last_no, read_broadcast_no = c.broadcast_no, mentions = 0, ver = ?4
            FROM channel c
            JOIN channel_member cm ON cm.channel_id = c.id AND cm.left_seq = ?5 AND cm.user_id = ?1
            WHERE c.workspace_id = ?2 AND c.deleted_at IS NULL
              AND read_state.user_id = ?1 AND read_state.channel_id = c.id
            """;

    private static final String DELETE_MENTIONS = "DELETE FROM mention WHERE user_id = ? AND channel_id = ?";

    private final Statements statements;

    ReadStateProjection(Statements statements) {
        this.statements = statements;
    }

    void put(ReadState state) {
        statements.run(
                PUT,
                state.userId(),
                state.channelId(),
                state.lastRead(),
                state.readNo(),
                state.mentions(),
                state.readBroadcastNo(),
                state.heldVer(),
                state.ver());
    }

    /** The author has read the new top-level message. */
    void markOwnMessageRead(Message message, LogPosition seq) {
        statements.run(MARK_OWN_MESSAGE_READ, message.userId(), message.channelId(), message.id(), message.no(), seq);
    }

    /** The author has read the new message to the whole channel. */
    void markOwnBroadcastRead(Mention mention, long broadcastNo, LogPosition seq) {
        statements.run(MARK_OWN_BROADCAST_READ, broadcastNo, seq, mention.author(), mention.channelId());
    }

    void readAll(Event.AllRead read, LogPosition seq) {
        statements.run(READ_ALL, read.userId(), read.workspaceId(), read.lastRead(), seq, MembershipInterval.OPEN);
    }

    void addMention(Event.MentionCreated created, LogPosition seq) {
        Mention mention = created.mention();
        statements.run(
                INSERT_MENTION, created.receiver(), mention.channelId(), mention.messageId(), mention.parentId());
        if (mention.parentId().isPresent()) return; // counts in the thread
        statements.run(SET_MENTIONS, created.receiver(), mention.channelId(), created.mentions(), seq);
    }

    void markMentionsSeen(Effect.MentionsSeen seen) {
        statements.run(
                MARK_MENTIONS_SEEN,
                seen.userId(),
                seen.channelId(),
                Statements.json(seen.messageIds().stream().map(MessageId::value).toList()));
    }

    /** A mention belongs to one membership: it does not count when the user leaves the channel and joins again. */
    void deleteMentions(UserId user, ChannelId channel) {
        statements.run(DELETE_MENTIONS, user, channel);
    }
}
