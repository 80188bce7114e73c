package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.fail;

import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.CommandRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest extends EventLogContract {
    @TempDir
    private Path directory;

    @Override
    Persistence open() {
        return reopen();
    }

    @Override
    Persistence reopen() {
        return SqlitePersistence.open(
                PersistenceConfig.in(directory)
                        .withLogRetention(Duration.ofHours(1), 1_000)
                        .withOperationRetention(Duration.ofHours(1))
                        .withReaders(2),
                new SqlitePersistence.Environment(
                        clock, CommandRules.DOMAIN, failure -> fail(failure), this::nanoTime, WalTruncation.BYTES_MAX));
    }

    /** The process runs as long as the clock advances. */
    private long nanoTime() {
        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    @Override
    void prune(Persistence persistence) {
        LogPruner pruner = ((SqlitePersistence) persistence).pruner();
        while (pruner.pruneOnce()) {}
    }
}
