package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs queries, each in one read transaction, on a few platform threads with connections of their own.
 *
 * <p>SQLite is native code and holds the thread that calls it; on a virtual thread that would be one of the few carriers, and
 * all others would wait. As many queries run as there are connections, {@value #WAITING_MAX} may wait, one more is refused.
 */
final class ReadExecutor implements AutoCloseable {
    private static final int WAITING_MAX = 4_096;

    private final Database database;
    private final ThreadPoolExecutor threads;

    ReadExecutor(Database database, int size) {
        this.database = database;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("store-read-", 0).factory());
    }

    <T> T read(Function<Statements, T> query) {
        FutureTask<T> task = new FutureTask<>(() -> database.within(query));
        try {
            threads.execute(task);
            return task.get();
        } catch (RejectedExecutionException e) {
            String why = threads.isShutdown() ? "the database is closed" : "too many queries wait";
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, why, e);
        } catch (CancellationException e) {
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "the database was closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "interrupted while waiting for a query", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a query ended badly", e.getCause());
        }
    }

    /** Lets running queries end, refuses those that wait. */
    @Override
    public void close() {
        threads.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        threads.getQueue().drainTo(waiting);
        waiting.forEach(query -> ((FutureTask<?>) query).cancel(false));
        threads.close();
        database.close();
    }
}
