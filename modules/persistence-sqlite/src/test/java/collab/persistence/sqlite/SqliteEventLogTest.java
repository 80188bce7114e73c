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
                new PersistenceConfig(directory, Duration.ofHours(1), 1_000, Duration.ofHours(1), 4_096, 2), clock);
    }

    @Override
    void prune(Persistence persistence) {
        Retention retention = ((SqlitePersistence) persistence).retention();
        while (retention.piece()) {}
    }
}
