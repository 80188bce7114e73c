package collab.persistence.sqlite;

import collab.persistence.sqlite.query.Row;
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
    static final long BYTES_MAX = 64L << 20;

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
        Checkpoint[] result = new Checkpoint[1];
        boolean paused = gate.pauseFor(() -> ledger.outsideTransaction(d -> result[0] = Checkpoint.run(d, 0)), WAIT);
        if (paused && result[0].complete()) return true;
        LOG.log(
                Level.WARNING,
                "{0} has {1} bytes and cannot be truncated: {2}",
                wal,
                Long.toString(wal.toFile().length()),
                paused ? "another program reads the database" : "a query runs for longer than " + WAIT);
        notBefore = System.nanoTime() + RETRY.toNanos();
        return false;
    }

    /**
     * The result of a checkpoint.
     *
     * @param blocked whether a reader prevented that the log begins again
     * @param pages the pages in the log
     * @param moved those of them that are in the database file and flushed
     */
    record Checkpoint(boolean blocked, long pages, long moved) {
        private static final String TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)";

        /** @param waitMs how long to wait for readers */
        static Checkpoint run(Database database, int waitMs) {
            return database.outside(statements -> {
                statements.number("PRAGMA busy_timeout = " + waitMs);
                try {
                    return statements
                            .find(TRUNCATE, Checkpoint::of)
                            .orElseThrow(() -> new IllegalStateException(TRUNCATE + " returned no row"));
                } finally {
                    statements.number("PRAGMA busy_timeout = " + SqliteSource.BUSY_TIMEOUT_MS);
                }
            });
        }

        private static Checkpoint of(Row row) {
            return new Checkpoint(row.number("busy") != 0, row.number("log"), row.number("checkpointed"));
        }

        boolean complete() {
            return !blocked;
        }

        /** Whether every page of the log is durable in the database file. */
        boolean flushed() {
            return moved >= pages;
        }
    }
}
