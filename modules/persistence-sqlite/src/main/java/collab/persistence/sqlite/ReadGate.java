package collab.persistence.sqlite;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets queries run side by side and stops them for a moment, so that no query reads while the writer empties the write-ahead log.
 * Queries that overlap without a gap would otherwise let it grow without bound.
 */
final class ReadGate {
    private final int readers;

    /** Fair: a pause that waits goes before later queries. */
    private final Semaphore permits;

    ReadGate(int readers) {
        this.readers = readers;
        this.permits = new Semaphore(readers, true);
    }

    /** Runs a query; waits during a pause. */
    <T> T read(Supplier<T> query) throws InterruptedException {
        permits.acquire();
        try {
            return query.get();
        } finally {
            permits.release();
        }
    }

    /**
     * Waits until the running queries have ended, and runs the action while no query runs.
     *
     * @return false when a query did not end in time; the action did not run then
     */
    boolean pauseFor(Runnable action, Duration wait) throws InterruptedException {
        if (!permits.tryAcquire(readers, wait.toMillis(), TimeUnit.MILLISECONDS)) return false;
        try {
            action.run();
            return true;
        } finally {
            permits.release(readers);
        }
    }
}
