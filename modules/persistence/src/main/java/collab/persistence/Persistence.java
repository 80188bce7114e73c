package collab.persistence;

/** An open store. */
public interface Persistence extends AutoCloseable {
    Ledger ledger();

    EventLog log();

    Memberships memberships();

    Snapshots snapshots();

    StoreStats stats();

    /** Finishes the submitted commands, rejects later ones and closes the database. A second call has no effect. */
    @Override
    void close();
}
