package collab.persistence;

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
        return Persistence.open(PersistenceConfig.in(directory), clock);
    }
}
