package collab.persistence;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSnapshotTest extends SnapshotContract {
    @TempDir
    private Path directory;

    @Override
    Persistence open() {
        return Persistence.open(PersistenceConfig.in(directory), clock);
    }
}
