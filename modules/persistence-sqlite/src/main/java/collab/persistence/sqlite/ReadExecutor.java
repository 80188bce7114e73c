package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.sqlite.query.Statements;
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
 * Runs queries, each in one read transaction, on a few platform threads with separate connections.
 *
 * <p>SQLite is native code and blocks the thread that calls it. On a virtual thread that would block one of the few carrier
 * threads, and other virtual threads would wait. As many queries run at the same time as there are connections; at most {@value
 * #WAITING_MAX} wait; the next one is rejected.
 */
final class ReadExecutor implements AutoCloseable {
    private static final int WAITING_MAX = 4_096;

    private final Database database;
    private final ReadGate gate;
    private final ThreadPoolExecutor threads;

    /** @param gate can stop queries for a moment */
    ReadExecutor(Database database, int size, ReadGate gate) {
        this.database = database;
        this.gate = gate;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("store-read-", 0).factory());
    }

    /**
     * Runs a query and waits for its result.
     *
     * @throws LedgerUnavailable when too many queries wait or the database is closed
     */
    <T> T read(Function<Statements, T> query) {
        FutureTask<T> task = new FutureTask<>(() -> gate.read(() -> database.within(query)));
        try {
            threads.execute(task);
            return task.get();
        } catch (RejectedExecutionException e) {
            String message = threads.isShutdown() ? "the database is closed" : "too many queries wait";
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, message, e);
        } catch (CancellationException e) {
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "the database was closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "interrupted while waiting for a query", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a query failed", e.getCause());
        }
    }

    /** Finishes the running queries and rejects those that wait. */
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
