package collab.persistence;

import java.time.InstantSource;
import java.util.function.Function;

/** Snapshots on the read connections. */
final class SqliteSnapshots implements Snapshots {
    private final Readers readers;
    private final InstantSource clock;

    SqliteSnapshots(Readers readers, InstantSource clock) {
        this.readers = readers;
        this.clock = clock;
    }

    @Override
    public <T> T read(Function<Snapshot, T> query) {
        return readers.read(statements -> query.apply(new SqliteWorld(statements, clock.instant())));
    }
}
