package collab.persistence;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.util.List;

/**
 * The log of all committed events, ordered by one number, the position.
 *
 * <p>A position is assigned inside the transaction, in commit order, without gaps that a reader can see: a reader that has read
 * up to position s has read every event that will ever have a position of at most s. With SQLite this holds because there is
 * one writer. A store with concurrent writers must lock a one-row head as the last step of each transaction, because a sequence
 * value or an autoincrement is <em>not</em> commit order.
 */
public interface EventLog {
    /**
     * The identity of this log: random. It changes when the log is recreated, restored from a backup, or found to be older than
     * a position that a gateway has already received.
     */
    String epoch();

    /** Replaces the epoch, because a gateway has proved positions beyond the head: an older file was restored by hand. */
    void renewEpoch();

    /** The newest committed position. Does not wait for the writer. */
    LogPosition head();

    /** The newest pruned position: all events after it can be read. */
    LogPosition floor();

    /**
     * Returns the events after {@code after} in order, at most {@code max}; an empty list at the head. Recent events come from
     * memory.
     *
     * @throws PositionPruned when {@code after} is below the floor
     */
    List<LoggedEvent> read(LogPosition after, int max);

    /**
     * Returns the events in ({@code from}, {@code to}] that were addressed to the user, in order, at most {@code max}. The text
     * of messages that were deleted since is blank.
     *
     * @throws PositionPruned when {@code from} is below the floor; a later page of one read can throw it too, because pruning
     *     continues between pages
     */
    List<LoggedEvent> readFor(UserId user, LogPosition from, LogPosition to, int max);

    /**
     * Counts the events that {@link #readFor} would return, up to {@code max}.
     *
     * @throws PositionPruned when {@code from} is below the floor
     */
    int countFor(UserId user, LogPosition from, LogPosition to, int max);

    /** Registers a listener that runs after each commit that moved the head, on the writer's thread; it must not block. */
    Subscription onAdvance(Runnable listener);

    /** A registered listener; closing it removes the listener. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
