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
            INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET following = excluded.following, read_no = excluded.read_no,
              mentions = excluded.mentions, ver = excluded.ver
            """;

    private static final String MARK_OWN_REPLY_READ = """
            INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, ver)
            VALUES (?, ?, ?, 1, ?, 0, ?)
            ON CONFLICT DO UPDATE SET following = 1, read_no = excluded.read_no, ver = excluded.ver
            """;

    private static final String SET_MENTIONS = """
            UPDATE thread_state SET mentions = ?, ver = ? WHERE user_id = ? AND parent_id = ?
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
                state.ver());
    }

    /** Everything up to the reply that is the reason is read. */
    void follow(Event.ThreadFollowed followed, LogPosition seq) {
        for (UserId follower : followed.followers()) {
            put(ThreadState.none(follower, followed.parentId(), followed.channelId())
                    .followed(followed.lastNo(), seq));
        }
    }

    /** The author follows, and has read the new reply. An imported reply has no ordinal and changes nothing. */
    void markOwnReplyRead(Message reply, LogPosition seq) {
        if (reply.replyNo().isEmpty()) return;
        statements.run(
                MARK_OWN_REPLY_READ, reply.userId(), reply.parentId(), reply.channelId(), reply.replyNo(), seq);
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
