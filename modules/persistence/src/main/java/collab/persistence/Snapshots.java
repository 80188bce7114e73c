package collab.persistence;

import java.util.function.Function;

/** Reads of one consistent moment, on connections of their own: they never wait for the writer. */
public interface Snapshots {
    /** Runs the query in one read transaction. The snapshot must not be kept. */
    <T> T read(Function<Snapshot, T> query);
}
