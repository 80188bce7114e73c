package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Deletes what is older than the retention: events, with them ended memberships, old operations and expired sessions.
 *
 * <p>The thread {@code store-retention} submits the maintenance tasks of {@link LogPruner}, with a pause after each one, so that
 * commands never wait for the writer longer than a few milliseconds because of pruning.
 */
final class Retention implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Thread thread;
    private final CountDownLatch closed;

    private Retention(Thread thread, CountDownLatch closed) {
        this.thread = thread;
        this.closed = closed;
    }

    static Retention start(LogPruner pruner) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread thread =
                Thread.ofPlatform().name("store-retention").daemon().start(() -> pruneUntilClosed(pruner, closed));
        return new Retention(thread, closed);
    }

    private static void pruneUntilClosed(LogPruner pruner, CountDownLatch closed) {
        try {
            Duration pause = PERIOD;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = prune(pruner);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "pruning was interrupted and stops");
        }
    }

    /** Runs one maintenance task and returns how long to wait before the next one. */
    private static Duration prune(LogPruner pruner) {
        try {
            return pruner.pruneOnce() ? PAUSE : PERIOD;
        } catch (LedgerUnavailable e) {
            LOG.log(Level.DEBUG, "pruning is not possible at the moment: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "pruning failed", e);
        }
        return PERIOD;
    }

    /** Waits for the maintenance task under way. */
    @Override
    public void close() {
        closed.countDown();
        StoreThreads.join(thread);
    }
}
