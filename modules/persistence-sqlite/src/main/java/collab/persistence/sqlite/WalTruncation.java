package collab.persistence.sqlite;

import collab.persistence.sqlite.connection.Checkpoint;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.connection.ReadGate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds the write-ahead log. SQLite begins it again only in a moment without a reader; when queries overlap without a gap there is
 * none. Above the bound the queries are stopped for a moment (at most {@link #WAIT} until the running ones have ended), the writer
 * moves everything into the database and truncates the file.
 *
 * <p>When a query runs longer, or another program reads the database (a backup), the next try follows after {@link #RETRY}. Used only
 * on the thread {@code store-retention}.
 */
final class WalTruncation {
    static final long BYTES_MAX = Database.WAL_BYTES_MAX;

    private static final Logger LOG = System.getLogger(WalTruncation.class.getName());
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final SqliteLedger ledger;
    private final ReadGate gate;
    private final Path wal;
    private final long bytesMax;

    private long notBefore = System.nanoTime();

    WalTruncation(SqliteLedger ledger, ReadGate gate, Path wal, long bytesMax) {
        this.ledger = ledger;
        this.gate = gate;
        this.wal = wal;
        this.bytesMax = bytesMax;
    }

    /** Truncates the log if it is too large. Returns whether it is within its bound now. */
    boolean checkOnce() throws InterruptedException {
        if (wal.toFile().length() <= bytesMax) return true;
        if (System.nanoTime() - notBefore < 0) return false;
        notBefore = System.nanoTime() + RETRY.toNanos();
        Checkpoint[] result = new Checkpoint[1];
        boolean paused = gate.pauseFor(() -> ledger.outsideTransaction(d -> result[0] = Checkpoint.run(d, 0)), WAIT);
        if (paused && result[0].complete()) {
            notBefore = System.nanoTime();
            return true;
        }
        LOG.log(
                Level.WARNING,
                "{0} has {1} bytes and cannot be truncated: {2}",
                wal,
                Long.toString(wal.toFile().length()),
                paused ? "another program reads the database" : "a query runs for longer than " + WAIT);
        return false;
    }
}
