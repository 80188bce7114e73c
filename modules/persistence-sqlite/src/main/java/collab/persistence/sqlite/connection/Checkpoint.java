package collab.persistence.sqlite.connection;

import collab.persistence.sqlite.query.Row;

/**
 * The result of a checkpoint.
 *
 * @param blocked whether a reader prevented that the log begins again
 * @param pages the pages in the log
 * @param moved those of them that are in the database file and flushed
 */
public record Checkpoint(boolean blocked, long pages, long moved) {
    private static final String TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)";

    /** @param waitMs how long to wait for readers */
    public static Checkpoint run(Database database, int waitMs) {
        return database.outside(statements -> {
            statements.number("PRAGMA busy_timeout = " + waitMs);
            try {
                return statements
                        .find(TRUNCATE, Checkpoint::of)
                        .orElseThrow(() -> new IllegalStateException(TRUNCATE + " returned no row"));
            } finally {
                statements.number("PRAGMA busy_timeout = " + Database.BUSY_TIMEOUT_MS);
            }
        });
    }

    private static Checkpoint of(Row row) {
        return new Checkpoint(row.number("busy") != 0, row.number("log"), row.number("checkpointed"));
    }

    public boolean complete() {
        return !blocked;
    }

    /** Whether every page of the log is durable in the database file. */
    public boolean flushed() {
        return moved >= pages;
    }
}
