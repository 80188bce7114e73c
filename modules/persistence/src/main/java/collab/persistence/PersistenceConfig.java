package collab.persistence;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The location of the data and how long history is kept.
 *
 * @param directory holds the database; created when missing
 * @param logRetention how long events can be replayed ({@code log.retention}, default 7 days, at least 1 minute)
 * @param logEventsMax how many events are kept at most ({@code log.events-max}, default 10,000,000, at least 1,000)
 * @param operationRetention how long an {@code op_id} is kept ({@code log.operation-retention}, default 7 days, at least 1
 *     minute)
 * @param pendingMax commands that may wait for the writer ({@code ledger.pending-max}, default 4,096, at least 1); the next one
 *     is rejected
 * @param queries the bounds of queries
 * @param audit how long the audit log is kept
 */
public record PersistenceConfig(
        Path directory,
        Duration logRetention,
        long logEventsMax,
        Duration operationRetention,
        int pendingMax,
        Queries queries,
        Audit audit) {

    /**
     * How long the audit log is kept.
     *
     * @param retention of records ({@code audit.retention}, default 365 days, at least 1 day)
     * @param addressRetention of the addresses in them ({@code audit.address-retention}, default 90 days, at least 1 hour)
     * @param recordsMax how many records are kept at most ({@code audit.records-max}, default 10,000,000, at least 1,000)
     */
    public record Audit(Duration retention, Duration addressRetention, long recordsMax) {
        public Audit {
            atLeast("audit.retention", retention, Duration.ofDays(1));
            atLeast("audit.address-retention", addressRetention, Duration.ofHours(1));
            atLeast("audit.records-max", recordsMax, 1_000);
        }

        public static Audit defaults() {
            return new Audit(Duration.ofDays(365), Duration.ofDays(90), 10_000_000);
        }
    }

    /**
     * The bounds of queries.
     *
     * @param readers connections for queries ({@code ledger.readers}, default 4, at least 1)
     * @param timeout how long a query may take ({@code ledger.query-timeout}, default 30 s, at least 10 ms)
     * @param scanTimeout how long a query that can read many rows may take ({@code ledger.search-timeout}, default 2 s, at least 10
     *     ms)
     */
    public record Queries(int readers, Duration timeout, Duration scanTimeout) {
        public Queries {
            atLeast("ledger.readers", readers, 1);
            atLeast("ledger.query-timeout", timeout, Duration.ofMillis(10));
            atLeast("ledger.search-timeout", scanTimeout, Duration.ofMillis(10));
        }

        public static Queries defaults() {
            return new Queries(4, Duration.ofSeconds(30), Duration.ofSeconds(2));
        }

        /**
         * How many scans run at the same time, each on its own connection: half as many as the readers or the processors, whichever
         * is less, and at least 1.
         */
        public int scanReaders() {
            return Math.max(1, Math.min(readers, Runtime.getRuntime().availableProcessors()) / 2);
        }
    }

    public PersistenceConfig {
        atLeast("log.retention", logRetention, Duration.ofMinutes(1));
        atLeast("log.events-max", logEventsMax, 1_000);
        atLeast("log.operation-retention", operationRetention, Duration.ofMinutes(1));
        atLeast("ledger.pending-max", pendingMax, 1);
    }

    /** The defaults, for a data directory. */
    public static PersistenceConfig in(Path directory) {
        return new PersistenceConfig(
                directory,
                Duration.ofDays(7),
                10_000_000,
                Duration.ofDays(7),
                4_096,
                Queries.defaults(),
                Audit.defaults());
    }

    /** A copy with other bounds for what the log keeps. */
    public PersistenceConfig withLogRetention(Duration retention, long eventsMax) {
        return new PersistenceConfig(directory, retention, eventsMax, operationRetention, pendingMax, queries, audit);
    }

    /** A copy that keeps operations for this long. */
    public PersistenceConfig withOperationRetention(Duration retention) {
        return new PersistenceConfig(directory, logRetention, logEventsMax, retention, pendingMax, queries, audit);
    }

    /** A copy with another bound for commands that wait. */
    public PersistenceConfig withPendingMax(int max) {
        return new PersistenceConfig(directory, logRetention, logEventsMax, operationRetention, max, queries, audit);
    }

    /** A copy with another number of connections for queries. */
    public PersistenceConfig withReaders(int connections) {
        return withQueries(new Queries(connections, queries.timeout(), queries.scanTimeout()));
    }

    /** A copy with other bounds for queries. */
    public PersistenceConfig withQueries(Queries other) {
        return new PersistenceConfig(
                directory, logRetention, logEventsMax, operationRetention, pendingMax, other, audit);
    }

    /** A copy that keeps the audit log for other times. */
    public PersistenceConfig withAudit(Audit other) {
        return new PersistenceConfig(
                directory, logRetention, logEventsMax, operationRetention, pendingMax, queries, other);
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", got " + value);
        }
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", got " + value);
        }
    }
}
