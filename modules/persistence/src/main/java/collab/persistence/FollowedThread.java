package collab.persistence;

import collab.domain.id.MessageId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import java.time.Instant;
import java.util.Optional;

/**
 * A thread that a user follows.
 *
 * @param lastNo the ordinal of its last reply
 * @param deleted the deleted replies with an ordinal above the state's {@code readNo}
 */
public record FollowedThread(ThreadState state, long lastNo, long deleted) {
    /** The undeleted replies that the user has not read; none for a user who does not follow. */
    public long unread() {
        return state.following() ? Math.max(0, lastNo - state.readNo() - deleted) : 0;
    }

    /**
     * A thread in the list of a user's threads.
     *
     * @param deletedAt present when the parent was deleted, which has no text then
     */
    public record Listed(FollowedThread thread, Message parent, Optional<Instant> deletedAt) {}

    /** The place in the list at which a page ends, itself excluded: the time of the last reply, and the parent. */
    public record Before(Instant at, MessageId parent) {}
}
