package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import collab.persistence.sqlite.query.Statements;
import java.util.Optional;

/**
 * The files that the writer uses, and the checks that they are its own and in order.
 *
 * @param database the connection that writes
 * @param folder the data directory
 * @param lock reserves the directory
 * @param marker stores the head outside of the database
 */
record WriterFiles(Database database, DataFolder folder, DirectoryLock lock, PositionMarker marker) {
    /** Before each transaction. @throws DirectoryLost when another process can have the directory */
    void requireLock() {
        if (!lock.isHeld()) {
            throw new DirectoryLost(folder.lock() + " was removed or replaced while this process used the directory");
        }
    }

    /**
     * At the begin of each transaction of commands.
     *
     * @throws DirectoryLost when the database has commits that this process has not made
     */
    void requireOwnCommits(Statements statements, Optional<WriterCursor> known, LogPosition head) {
        LogPosition stored = new LogPosition(statements.number("SELECT head FROM log_state"));
        long commits = WriterCursor.commits(statements);
        boolean own = stored.equals(head)
                && known.map(cursor -> cursor.commits() == commits).orElse(true);
        if (!own) {
            throw new DirectoryLost("the database " + folder.database() + " has position " + stored + " and " + commits
                    + " commits, this process has committed up to position " + head
                    + known.map(cursor -> " and " + cursor.commits() + " commits")
                            .orElse("")
                    + ": another process has written to it");
        }
    }

    /** The effect of a failure; looks at the disk when SQLite does not say whether it is full or broken. */
    TransactionFault faultOf(Throwable failure) {
        if (TransactionFault.mayBeQuota(failure) && DiskSpace.isExhausted(folder.path())) {
            return TransactionFault.UNAVAILABLE;
        }
        return TransactionFault.of(failure);
    }
}
