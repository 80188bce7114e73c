package collab.persistence.sqlite;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.sqlite.SQLiteConnection;

/**
 * A query on a reader thread, which another thread can interrupt.
 *
 * <p>SQLite interrupts the statements that run on a connection, whatever query they belong to. Therefore the query remembers its
 * connection only while it uses it: a late interrupt must not hit the next query on the same connection.
 */
final class RunningQuery {
    /** The query of the present thread, for the pool that gives it a connection. */
    private static final ScopedValue<RunningQuery> CURRENT = ScopedValue.newInstance();

    /** Leaf lock. {@code sqlite3_interrupt} only sets a flag, so it is called under the lock. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Optional<SQLiteConnection> connection = Optional.empty();

    /** Runs the query on this thread. */
    <T> T run(Supplier<T> query) {
        return ScopedValue.where(CURRENT, this).call(query::get);
    }

    /** The query of the present thread uses this connection from now on. Does nothing on a thread without a query. */
    static void uses(Connection connection) throws SQLException {
        if (CURRENT.isBound()) {
            CURRENT.get().bind(Optional.of(connection.unwrap(SQLiteConnection.class)));
        }
    }

    /** The query of the present thread has its result or has failed: what follows on its connection must not be interrupted. */
    static void ends() {
        if (CURRENT.isBound()) {
            CURRENT.get().bind(Optional.empty());
        }
    }

    private void bind(Optional<SQLiteConnection> used) {
        lock.lock();
        try {
            connection = used;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the statement that runs now. A statement that begins later is not affected, so a caller repeats it. */
    void interrupt() {
        lock.lock();
        try {
            connection.ifPresent(used -> {
                try {
                    used.getDatabase().interrupt();
                } catch (SQLException e) {
                    throw new IllegalStateException("cannot interrupt a query", e);
                }
            });
        } finally {
            lock.unlock();
        }
    }
}
