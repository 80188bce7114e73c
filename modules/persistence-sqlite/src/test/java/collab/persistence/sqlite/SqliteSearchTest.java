package collab.persistence.sqlite;

import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSearchTest extends SearchContract {
    @TempDir
    private Path directory;

    @Override
    Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), clock);
    }
}
