package collab.persistence.sqlite;

import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.StoreStats;
import collab.persistence.spi.LogTail;
import collab.persistence.spi.WorkQueue;
import collab.persistence.sqlite.audit.AuditLines;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.Statements;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The ledger on SQLite, as its callers use it: a bounded queue before the one platform thread that writes, {@code ledger-write}.
 *
 * <p>At most {@code pendingMax} commands wait; the next one is rejected at once. {@link LedgerThread} describes the writing.
 */
final class SqliteLedger implements Ledger, AutoCloseable {
    private static final String CHANGE_NOTHING = "UPDATE log_state SET head = head";

    private final WorkQueue<WriterTask> queue;
    private final LedgerThread writer;
    private final Thread thread;

    private SqliteLedger(WorkQueue<WriterTask> queue, LedgerThread writer, Thread thread) {
        this.queue = queue;
        this.writer = writer;
        this.thread = thread;
    }

    static SqliteLedger start(
            WriterFiles files, LogTail log, SqlitePersistence.Environment environment, int pendingMax) {
        WorkQueue<WriterTask> queue = new WorkQueue<>(pendingMax, LedgerThread.BATCH_MAX);
        LedgerThread writer = new LedgerThread(files, log, environment, queue);
        Thread thread = Thread.ofPlatform().name("ledger-write").start(writer);
        return new SqliteLedger(queue, writer, thread);
    }

    @Override
    public Verdict submit(Submission submission) {
        CompletableFuture<WriterTask.Executed> result = new CompletableFuture<>();
        offer(new WriterTask.CommandTask(submission, result));
        WriterTask.Executed executed = await(result);
        executed.audited()
                .forEach(AuditLines::log); // on the thread of the caller: the writer does not wait for the log
        return executed.verdict();
    }

    @Override
    public void probeCommit() {
        maintain(statements -> statements.run(CHANGE_NOTHING));
    }

    @Override
    public boolean writable() {
        return writer.writable();
    }

    /** Runs work on the files of the database between two batches and waits for its end. */
    void outsideTransaction(Consumer<Database> action) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        offer(new WriterTask.FileTask(action, result));
        await(result);
    }

    /** Runs a short maintenance task in its own transaction between two batches and waits for its commit. */
    void maintain(Consumer<Statements> action) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        offer(new WriterTask.MaintenanceTask(action, result));
        await(result);
    }

    /** How many tasks wait for the writer. */
    int pending() {
        return queue.size();
    }

    void onCommit(StoreStats.CommitListener listener) {
        writer.onCommit(listener);
    }

    private void offer(WriterTask task) {
        switch (queue.offer(task)) {
            case ACCEPTED -> {}
            case FULL -> throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "too many commands wait");
            case CLOSED -> throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "the ledger is closed");
        }
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(Outcome.UNKNOWN, "interrupted while waiting for the commit", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerUnavailable failure) {
                throw new LedgerUnavailable(failure.outcome(), "the database cannot be written", failure);
            }
            throw new IllegalStateException("a command failed: " + e.getCause(), e.getCause());
        }
    }

    /** Finishes the tasks that wait and rejects later ones. A second call has no effect. */
    @Override
    public void close() {
        queue.close();
        StoreThreads.join(thread);
    }
}
