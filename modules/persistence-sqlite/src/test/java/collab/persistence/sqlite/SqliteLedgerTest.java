package collab.persistence.sqlite;

import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {
    @TempDir
    private Path directory;

    @Override
    Persistence open() {
        return reopen();
    }

    @Override
    Persistence reopen() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), clock);
    }
}
