package collab.persistence.sqlite.projection;

import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.persistence.sqlite.query.Statements;

/** Writes the states of threads. */
final class ThreadProjection {
    private static final String PUT = """
            INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, held_ver, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET following = excluded.following, read_no = excluded.read_no,
              mentions = excluded.mentions, held_ver = excluded.held_ver, ver = excluded.ver
            """;

    private static final String MARK_OWN_REPLY_READ = """
            INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, ver)
            VALUES (?, ?, ?, 1, ?, 0, ?)
            ON CONFLICT DO UPDATE SET following = 1, read_no = excluded.read_no, ver = excluded.ver
            """;

    private static final String SET_MENTIONS = """
            UPDATE thread_state SET mentions = ?, ver = ? WHERE user_id = ? AND parent_id = ?
            """;

    /** The rows that change are found first: the states of one user, in the order of their key. */
    public static final String READ_ALL = """
            UPDATE thread_state SET read_no = unread.last_no, mentions = 0, ver = ?3
            FROM (
              SELECT t.parent_id, p.last_reply_no AS last_no
              FROM thread_state t CROSS JOIN message p ON p.id = t.parent_id CROSS JOIN channel c ON c.id = t.channel_id
              WHERE t.user_id = ?1 AND t.following = 1 AND c.workspace_id = ?2 AND c.deleted_at IS NULL
                AND (t.read_no < p.last_reply_no OR t.mentions > 0)) unread
            WHERE thread_state.user_id = ?1 AND thread_state.parent_id = unread.parent_id
            """;

    private static final String DELETE = "DELETE FROM thread_state WHERE user_id = ? AND channel_id = ?";

    private final Statements statements;

    ThreadProjection(Statements statements) {
        this.statements = statements;
    }

    void put(ThreadState state) {
        statements.run(
                PUT,
                state.userId(),
                state.parentId(),
                state.channelId(),
                state.following(),
                state.readNo(),
                state.mentions(),
                state.heldVer(),
                state.ver());
    }

    /** Everything up to the reply that is the reason is read. */
    void follow(Event.ThreadFollowed followed, LogPosition seq) {
        for (UserId follower : followed.followers()) {
            put(ThreadState.none(follower, followed.parentId(), followed.channelId())
                    .followed(followed.lastNo(), seq));
        }
    }

    void readAll(Event.AllRead read, LogPosition seq) {
        statements.run(READ_ALL, read.userId(), read.workspaceId(), seq);
    }

    /** The author follows, and has read the new reply. An imported reply has no ordinal and changes nothing. */
    void markOwnReplyRead(Message reply, LogPosition seq) {
        if (reply.replyNo().isEmpty()) return;
        statements.run(MARK_OWN_REPLY_READ, reply.userId(), reply.parentId(), reply.channelId(), reply.replyNo(), seq);
    }

    void setMentions(Event.MentionCreated created, LogPosition seq) {
        statements.run(
                SET_MENTIONS,
                (long) created.threadMentions().orElseThrow(),
                seq,
                created.receiver(),
                created.mention().parentId());
    }

    /** A state belongs to one membership: the user does not follow after leaving the channel and joining again. */
    void delete(UserId user, ChannelId channel) {
        statements.run(DELETE, user, channel);
    }
}
