package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Deletes what is older than the retention: events, with them ended memberships, old operations and expired sessions. Bounds the
 * write-ahead log.
 *
 * <p>The thread {@code store-retention} submits the maintenance tasks of {@link LogPruner}, with a pause after each one, so that
 * commands never wait for the writer longer than a few milliseconds because of pruning. Once a second it runs {@link WalTruncation}.
 */
final class Retention implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Thread thread;
    private final CountDownLatch closed;

    private Retention(Thread thread, CountDownLatch closed) {
        this.thread = thread;
        this.closed = closed;
    }

    static Retention start(LogPruner pruner, WalTruncation truncation) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform()
                .name("store-retention")
                .daemon()
                .start(() -> pruneUntilClosed(pruner, truncation, closed));
        return new Retention(thread, closed);
    }

    private static void pruneUntilClosed(LogPruner pruner, WalTruncation truncation, CountDownLatch closed) {
        try {
            long pruneAt = System.nanoTime() + PERIOD.toNanos();
            Duration pause = LOOK;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                truncate(truncation);
                pause = LOOK;
                if (System.nanoTime() - pruneAt < 0) continue;
                Duration next = prune(pruner);
                pruneAt = System.nanoTime() + next.toNanos();
                pause = next.compareTo(LOOK) < 0 ? next : LOOK;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "pruning was interrupted and stops");
        }
    }

    private static void truncate(WalTruncation truncation) throws InterruptedException {
        try {
            truncation.checkOnce();
        } catch (LedgerUnavailable e) {
            LOG.log(Level.DEBUG, "the write-ahead log cannot be truncated at the moment: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "truncating the write-ahead log failed", e);
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
