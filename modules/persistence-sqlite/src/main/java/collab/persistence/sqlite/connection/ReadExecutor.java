package collab.persistence.sqlite.connection;

import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.QueryTimeout;
import collab.persistence.sqlite.query.Statements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Runs queries, each in one read transaction, on a few platform threads with separate connections.
 *
 * <p>SQLite is native code and blocks the thread that calls it. On a virtual thread that would block one of the few carrier
 * threads, and other virtual threads would wait. As many queries run at the same time as there are connections; at most {@value
 * #WAITING_MAX} wait; the next one is rejected.
 *
 * <p><b>Deadline.</b> The thread that waits for a query interrupts it when it has waited too long or is interrupted itself, and
 * stays until the connection is free again. So no query outlives its caller.
 */
public final class ReadExecutor implements AutoCloseable {
    private static final int WAITING_MAX = 4_096;

    /** How often an interrupt is repeated: SQLite ignores one that comes between two statements of a query. */
    private static final Duration INTERRUPT_INTERVAL = Duration.ofMillis(20);

    /** After this many interrupts the caller no longer waits: the query is in a read from the disk that does not return. */
    private static final int INTERRUPTS_MAX = 100;

    private final Database database;
    private final Duration timeout;
    private final ReadGate gate;
    private final ThreadPoolExecutor threads;

    /**
     * @param name the names of the threads begin with it
     * @param timeout how long a query may wait and run
     * @param gate can stop queries for a moment
     */
    public ReadExecutor(String name, Database database, int size, Duration timeout, ReadGate gate) {
        this.database = database;
        this.timeout = timeout;
        this.gate = gate;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name(name, 0).factory());
        threads.prestartAllCoreThreads(); // later, no thread may be available
    }

    /**
     * Runs a query and waits for its result.
     *
     * @throws QueryTimeout when the result does not arrive in time
     * @throws LedgerUnavailable when too many queries wait, the calling thread is interrupted or the database is closed
     */
    public <T> T read(Function<Statements, T> query) {
        RunningQuery running = new RunningQuery();
        FutureTask<T> task = new FutureTask<>(() -> gate.read(() -> running.run(() -> database.within(query))));
        try {
            threads.execute(task);
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            String message = threads.isShutdown() ? "the database is closed" : "too many queries wait";
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, message, e);
        } catch (CancellationException e) {
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "the database was closed", e);
        } catch (TimeoutException e) {
            stop(task, running);
            throw new QueryTimeout(timeout);
        } catch (InterruptedException e) {
            stop(task, running);
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "interrupted while waiting for a query", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a query failed", e.getCause());
        }
    }

    /** Ends a query whose result is no longer needed: removes it from the queue, or interrupts it until its reader is free. */
    private void stop(FutureTask<?> task, RunningQuery running) {
        if (threads.remove(task)) {
            return;
        }
        boolean interrupted = false;
        for (int i = 0; i < INTERRUPTS_MAX && !task.isDone(); i++) {
            running.interrupt();
            interrupted |= awaitEnd(task);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of a query, however it ends, until the next interrupt. Returns whether the calling thread was interrupted. */
    private static boolean awaitEnd(FutureTask<?> task) {
        try {
            task.get(INTERRUPT_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return false;
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
