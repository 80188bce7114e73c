package collab.persistence;

import java.util.function.Function;

/** Runs queries on one consistent state, on separate read connections: a query does not wait for the writer. */
public interface Snapshots {
    /** Runs the query in one read transaction. The query must not keep the snapshot. */
    <T> T read(Function<Snapshot, T> query);
}
