package collab.persistence;

import java.time.InstantSource;

/** The open database: everything that is kept, behind a few narrow views. */
public interface Persistence extends AutoCloseable {
    /**
     * Opens the SQLite store in the configured directory, migrates it forward if it is older, and starts its writer.
     *
     * @throws IllegalStateException when the directory is in use by another process or was written by a newer version
     */
    static Persistence open(PersistenceConfig config, InstantSource clock) {
        return SqlitePersistence.open(config, clock);
    }

    Ledger ledger();

    EventLog log();

    Memberships memberships();

    Snapshots snapshots();

    Figures figures();

    /** Finishes what was submitted, refuses what comes later, closes the database. Closing twice is fine. */
    @Override
    void close();
}
