package collab.persistence.sqlite.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets queries run side by side and stops them for a moment, so that no query reads while the writer empties the write-ahead log.
 * Queries that overlap without a gap would otherwise let it grow without bound.
 */
public final class ReadGate {
    private final int readers;

    /** Fair: a pause that waits goes before later queries. */
    private final Semaphore permits;

    /** A pause waits for the queries of this gate first. */
    private final Optional<ReadGate> scans;

    public ReadGate(int readers) {
        this(readers, Optional.empty());
    }

    private ReadGate(int readers, Optional<ReadGate> scans) {
        this.readers = readers;
        this.permits = new Semaphore(readers, true);
        this.scans = scans;
    }

    /**
     * A gate whose pause also stops the queries of another gate, which may run for seconds. It waits for those first, while its own
     * queries go on: otherwise a search would stop all queries for as long as it runs.
     */
    public static ReadGate withScans(int readers, ReadGate scans) {
        return new ReadGate(readers, Optional.of(scans));
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
     * @param wait for the queries of each gate
     * @return false when a query did not end in time; the action did not run then
     */
    public boolean pauseFor(Runnable action, Duration wait) throws InterruptedException {
        if (scans.isPresent() && !scans.get().close(wait)) return false;
        try {
            if (!close(wait)) return false;
            try {
                action.run();
                return true;
            } finally {
                open();
            }
        } finally {
            scans.ifPresent(ReadGate::open);
        }
    }

    private boolean close(Duration wait) throws InterruptedException {
        return permits.tryAcquire(readers, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void open() {
        permits.release(readers);
    }

    /** Whether a pause waits for a query of this gate. For tests. */
    boolean pauseWaits() {
        return permits.hasQueuedThreads();
    }
}
