package collab.persistence.sqlite;

import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.nio.file.Path;
import java.time.Duration;
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
                clock);
    }

    @Override
    void prune(Persistence persistence) {
        LogPruner pruner = ((SqlitePersistence) persistence).pruner();
        while (pruner.pruneOnce()) {}
    }
}
