package collab.persistence.sqlite;

/** Ends the threads of the store. */
final class StoreThreads {
    private StoreThreads() {}

    /** Waits until a stopped thread has ended. An interrupt does not shorten the wait, because a close must be complete; it is restored. */
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
