package collab.persistence;

/** What the store shows of itself, for metrics. Every figure is read at once and waits for nobody. */
public interface StoreStats {
    /** Commands that wait for the writer. */
    int pending();

    /** What the database takes on the disk, together with what has not been folded into its file yet. */
    long bytes();

    /** Who is told of commits; the last one counts. */
    void watch(CommitWatch watch);

    /** Told of each transaction of commands that was committed, on the writer's thread: must not block. */
    interface CommitWatch {
        /**
         * @param commands that shared it
         * @param nanos from its begin until it was durable
         */
        void committed(int commands, long nanos);
    }
}
