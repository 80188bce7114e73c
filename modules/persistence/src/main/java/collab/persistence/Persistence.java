package collab.persistence;

/** The open database: everything that is kept, behind a few narrow views. */
public interface Persistence extends AutoCloseable {
    Ledger ledger();

    EventLog log();

    Memberships memberships();

    Snapshots snapshots();

    StoreStats figures();

    /** Finishes what was submitted, refuses what comes later, closes the database. Closing twice is fine. */
    @Override
    void close();
}
