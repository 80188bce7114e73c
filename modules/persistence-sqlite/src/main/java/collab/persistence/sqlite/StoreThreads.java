package collab.persistence.sqlite;

/** How threads of this room end. */
final class StoreThreads {
    private StoreThreads() {}

    /** Waits for the end of a thread that was told to end; an interrupt is kept for later, for a close must be complete. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
