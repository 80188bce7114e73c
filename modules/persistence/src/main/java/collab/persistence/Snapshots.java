package collab.persistence;

import java.util.function.Function;

/**
 * Runs queries on one consistent state, on separate read connections: a query does not wait for the writer. Every query has a
 * deadline, which includes the time for which it waits for a connection. An interrupt of the calling thread cancels its query.
 */
public interface Snapshots {
    /**
     * Runs the query in one read transaction. The query must not keep the snapshot.
     *
     * @throws QueryTimeout after {@link PersistenceConfig.Queries#timeout}
     */
    <T> T read(Function<Snapshot, T> query);

    /**
     * Runs a query that can read many rows, for example a search, as {@link #read} does. Scans have connections of their own, so
     * that no other query waits for them.
     *
     * @throws QueryTimeout after {@link PersistenceConfig.Queries#scanTimeout}
     */
    <T> T scan(Function<Snapshot, T> query);
}
