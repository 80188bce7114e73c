package collab.persistence;

/** Measurements of the store, for metrics. No method blocks. */
public interface StoreStats {
    /** How many commands wait for the writer. */
    int pending();

    /** The size of the database on disk in bytes, with the changes that were not yet moved into the main file. */
    long bytes();

    /** Registers the listener for commits; it replaces an earlier one. */
    void onCommit(CommitListener listener);

    /** Receives each committed transaction of commands, on the writer's thread; must not block. */
    interface CommitListener {
        /**
         * @param commands how many commands shared the transaction
         * @param nanos the time from the begin of the transaction until it was durable
         */
        void committed(int commands, long nanos);
    }
}
