package collab.persistence;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the data lives and how long the past is kept.
 *
 * @param directory holds the database; created when missing
 * @param logRetention how long events can be replayed ({@code log.retention}, default 7 days, at least 1 minute)
 * @param logEventsMax how many events are kept at most ({@code log.events-max}, default 10,000,000, at least 1,000)
 * @param operationRetention how long an {@code op_id} is remembered ({@code log.operation-retention}, default 7 days)
 * @param pendingMax commands that may wait for the writer ({@code ledger.pending-max}, default 4,096); one more is refused
 * @param readers connections for queries ({@code ledger.readers}, default 4)
 */
public record PersistenceConfig(
        Path directory,
        Duration logRetention,
        long logEventsMax,
        Duration operationRetention,
        int pendingMax,
        int readers) {
    public PersistenceConfig {
        atLeast("log.retention", logRetention, Duration.ofMinutes(1));
        atLeast("log.events-max", logEventsMax, 1_000);
        atLeast("log.operation-retention", operationRetention, Duration.ofMinutes(1));
        atLeast("ledger.pending-max", pendingMax, 1);
        atLeast("ledger.readers", readers, 1);
    }

    public static PersistenceConfig in(Path directory) {
        return new PersistenceConfig(directory, Duration.ofDays(7), 10_000_000, Duration.ofDays(7), 4_096, 4);
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }
}
