package collab.persistence.sqlite;

import collab.persistence.Snapshot;
import collab.persistence.Snapshots;
import java.time.InstantSource;
import java.util.function.Function;

/** Runs queries over snapshots on the read connections. */
final class SqliteSnapshots implements Snapshots {
    private final ReadExecutor readers;
    private final ReadExecutor scanners;
    private final InstantSource clock;

    SqliteSnapshots(ReadExecutor readers, ReadExecutor scanners, InstantSource clock) {
        this.readers = readers;
        this.scanners = scanners;
        this.clock = clock;
    }

    @Override
    public <T> T read(Function<Snapshot, T> query) {
        return readers.read(statements -> query.apply(new SqliteSnapshot(statements, clock.instant())));
    }

    @Override
    public <T> T scan(Function<Snapshot, T> query) {
        return scanners.read(statements -> query.apply(new SqliteSnapshot(statements, clock.instant())));
    }
}
