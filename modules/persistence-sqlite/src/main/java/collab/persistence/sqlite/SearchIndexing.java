package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import collab.persistence.sqlite.query.SearchIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Adds the messages that are older than the search index: after a migration, or with a new version of the tokenizer. Until it has
 * finished, a search finds the messages that it has reached; it begins with the newest ones.
 *
 * <p>The thread {@code store-index} submits maintenance tasks of {@link SearchIndex#addOlder}, with a pause after each one that is
 * as long as the task: commands wait for the writer a few milliseconds, and at least half of its time is theirs. The thread ends
 * when the index is complete. When the process ends before, the next start continues.
 */
final class SearchIndexing implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SearchIndexing.class.getName());
    private static final Duration PAUSE_MIN = Duration.ofMillis(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Thread thread;
    private final CountDownLatch closed;

    private SearchIndexing(Thread thread, CountDownLatch closed) {
        this.thread = thread;
        this.closed = closed;
    }

    /** Call it when the index is not complete. */
    static SearchIndexing start(SqliteLedger ledger) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("store-index").daemon().start(() -> addUntilComplete(ledger, closed));
        return new SearchIndexing(thread, closed);
    }

    private static void addUntilComplete(SqliteLedger ledger, CountDownLatch closed) {
        LOG.log(Level.INFO, "building the search index; until it is complete, a search finds the newest messages only");
        try {
            Duration pause = PAUSE_MIN;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                long begun = System.nanoTime();
                try {
                    if (!addOnce(ledger)) {
                        LOG.log(Level.INFO, "the search index is complete");
                        return;
                    }
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    pause = took.compareTo(PAUSE_MIN) > 0 ? took : PAUSE_MIN;
                } catch (LedgerUnavailable e) {
                    LOG.log(Level.DEBUG, "the search index cannot be written at the moment: " + e.getMessage());
                    pause = PAUSE_AFTER_FAILURE;
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "building the search index failed", e);
                    pause = PAUSE_AFTER_FAILURE;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "building the search index was interrupted and stops until the next start");
        }
    }

    /** Runs one maintenance task and returns whether messages can be missing after it. */
    private static boolean addOnce(SqliteLedger ledger) {
        boolean[] more = new boolean[1];
        ledger.maintain(statements -> more[0] = new SearchIndex(statements).addOlder());
        return more[0];
    }

    /** Waits for the maintenance task under way. */
    @Override
    public void close() {
        closed.countDown();
        StoreThreads.join(thread);
    }
}
