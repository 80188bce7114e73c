package collab.persistence;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.util.List;

/**
 * The log of everything that was committed: one log, one number.
 *
 * <p>A position is assigned inside the transaction, in commit order, and no reader ever sees a hole: whoever has read up to
 * s has read every event that will ever stand at or below s. With SQLite this holds because there is one writer; a store
 * with concurrent writers must lock a one-row head last in each transaction, for a sequence value or an autoincrement is
 * <em>not</em> commit order.
 */
public interface EventLog {
    /** Which log this is; random, changes when the log is recreated, restored from a backup or found to be behind. */
    String epoch();

    /** Makes a new epoch, because somebody has proof of positions beyond the head: an older file was put back by hand. */
    void renewEpoch();

    /** The newest committed position. Never waits for the writer. */
    LogPosition head();

    /** The newest position that was pruned: events above it can be read. */
    LogPosition floor();

    /**
     * Events above {@code after} in order, at most {@code max}; empty at the head. From memory when they are recent.
     *
     * @throws PositionPruned when {@code after} is below the floor
     */
    List<LoggedEvent> read(LogPosition after, int max);

    /**
     * The events in ({@code from}, {@code to}] that were addressed to the user, in order, at most {@code max}. The text of
     * messages deleted since is blank.
     *
     * @throws PositionPruned when {@code from} is below the floor, also if it fell behind while somebody was reading page by page
     */
    List<LoggedEvent> readFor(UserId user, LogPosition from, LogPosition to, int max);

    /**
     * How many {@link #readFor} would give, counted up to {@code max}.
     *
     * @throws PositionPruned when {@code from} is below the floor
     */
    int countFor(UserId user, LogPosition from, LogPosition to, int max);

    /** Called after each commit that moved the head, on the writer's thread: must not block. */
    Subscription onAdvance(Runnable listener);

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
