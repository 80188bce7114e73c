package collab.persistence.sqlite;

import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.StoreStats;
import collab.persistence.spi.CommandRules;
import collab.persistence.spi.LogTail;
import collab.persistence.spi.WorkQueue;
import collab.persistence.sqlite.WriterTask.CommandTask;
import collab.persistence.sqlite.WriterTask.FileTask;
import collab.persistence.sqlite.WriterTask.MaintenanceTask;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.connection.TransactionFault;
import collab.persistence.sqlite.query.Statements;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The work of the thread {@code ledger-write}, on the one connection that writes.
 *
 * <p><b>Group commit.</b> The writer takes the commands that have arrived while it was writing, at most {@value #BATCH_MAX}, and
 * commits them as one transaction: the more callers there are, the more commands share the one expensive wait for the disk. The
 * command of a single caller does not wait for others. After a transaction the order is: COMMIT, the head is marked outside of the
 * database, the events become visible in the log's tail, the callers receive their verdicts, the log's listeners are notified.
 *
 * <p><b>Failure.</b> When a transaction fails, all its commands end with {@link LedgerUnavailable}, the connection is replaced and
 * the writer's state is read again before the next transaction: after a full disk the ledger recovers without a restart. After an
 * I/O error the state of the disk is unknown, and another process may have the directory when the lock file was removed; {@code
 * onFatal} then ends the process.
 */
final class LedgerThread implements Runnable {
    static final int BATCH_MAX = 256;

    private static final Logger LOG = System.getLogger(SqliteLedger.class.getName());

    private final WriterFiles files;
    private final Database database;
    private final LogTail log;
    private final CommandRules rules;
    private final InstantSource clock;
    private final WorkQueue<WriterTask> queue;
    private final Consumer<Throwable> onFatal;

    private volatile StoreStats.CommitListener commitListener = (_, _) -> {};

    /** Used only on the writer's thread. Absent when it must be read from the database. */
    private Optional<WriterCursor> cursor = Optional.empty();

    /** Written only on the writer's thread. Whether the last transaction failed, so that a full disk is logged once. */
    private volatile boolean failing;

    LedgerThread(
            WriterFiles files, LogTail log, SqlitePersistence.Environment environment, WorkQueue<WriterTask> queue) {
        this.files = files;
        this.database = files.database();
        this.log = log;
        this.rules = environment.rules();
        this.clock = environment.clock();
        this.queue = queue;
        this.onFatal = environment.onFatal();
    }

    void onCommit(StoreStats.CommitListener listener) {
        commitListener = listener;
    }

    /** Whether the last transaction was committed; true before the first one. */
    boolean writable() {
        return !failing;
    }

    /** Executes tasks until the queue is closed and empty. */
    @Override
    public void run() {
        for (List<WriterTask> taken = queue.take(); !taken.isEmpty(); taken = queue.take()) {
            List<CommandTask> commands = new ArrayList<>(taken.size());
            for (WriterTask task : taken) {
                switch (task) {
                    case CommandTask command -> commands.add(command);
                    case MaintenanceTask maintenance -> maintain(maintenance);
                    case FileTask file -> work(file);
                }
            }
            if (!commands.isEmpty()) {
                commit(commands);
            }
        }
    }

    // ---- Commands ----

    private void commit(List<CommandTask> commands) {
        long begun = System.nanoTime();
        List<Runnable> completions = new ArrayList<>(commands.size());
        Optional<Database.Transaction> begunTransaction = begin(commands);
        if (begunTransaction.isEmpty()) return;
        Database.Transaction transaction = begunTransaction.get();
        CommandBatch batch;
        try {
            batch = new CommandBatch(transaction.statements(), cursor(transaction.statements()), rules);
            for (CommandTask command : commands) {
                completions.add(execute(batch, command));
            }
            batch.end();
        } catch (RuntimeException | Error failure) {
            transaction.rollback();
            fail(commands, failure, Outcome.NOT_EXECUTED);
            return;
        }
        try {
            transaction.commit();
        } catch (RuntimeException failure) {
            TransactionFault fault = files.faultOf(failure); // once: a quota can get room at any moment
            Optional<Outcome> outcome = outcomeOfFailedCommit(batch, failure, fault);
            if (outcome.isPresent()) {
                fail(commands, failure, fault, outcome.get());
                return;
            }
        }
        commitListener.committed(commands.size(), System.nanoTime() - begun);
        if (!batch.logged().isEmpty())
            files.marker().advance(batch.logged().getLast().seq());
        log.append(batch.logged());
        recordSuccess();
        completions.forEach(Runnable::run);
        if (!batch.logged().isEmpty()) {
            log.notifyListeners();
        }
    }

    /** Begins a transaction on the directory of this process; empty when it failed, then the tasks have ended. */
    private Optional<Database.Transaction> begin(List<? extends WriterTask> tasks) {
        try {
            files.requireLock();
            return Optional.of(database.begin());
        } catch (RuntimeException failure) {
            fail(tasks, failure, Outcome.NOT_EXECUTED);
            return Optional.empty();
        }
    }

    /** Executes a command and returns the action that completes its result after the transaction has committed. */
    private Runnable execute(CommandBatch batch, CommandTask command) {
        try {
            WriterTask.Executed executed = batch.execute(command.submission(), clock.instant());
            return () -> command.result().complete(executed);
        } catch (RuntimeException failure) {
            if (TransactionFault.of(failure) != TransactionFault.OF_COMMAND) {
                throw failure;
            }
            return () -> command.result().completeExceptionally(failure);
        }
    }

    /**
     * The driver begins a new transaction in the same call as COMMIT, so that call can fail after the commit has happened. The
     * number of commits in the database shows whether it has.
     *
     * @return empty when the transaction has committed
     */
    private Optional<Outcome> outcomeOfFailedCommit(
            CommandBatch batch, RuntimeException failure, TransactionFault fault) {
        cursor = Optional.empty();
        if (fault == TransactionFault.FATAL) {
            return Optional.of(Outcome.UNKNOWN);
        }
        database.renewConnections();
        try {
            long commits = database.within(WriterCursor::commits);
            return commits == batch.commits() ? Optional.empty() : Optional.of(Outcome.NOT_EXECUTED);
        } catch (RuntimeException unreadable) {
            failure.addSuppressed(unreadable);
            return Optional.of(Outcome.UNKNOWN);
        }
    }

    private WriterCursor cursor(Statements statements) {
        files.requireOwnCommits(statements, cursor, log.head());
        WriterCursor present = cursor.orElseGet(() -> new WriterCursor(statements));
        cursor = Optional.of(present);
        return present;
    }

    // ---- Maintenance ----

    private void maintain(MaintenanceTask task) {
        Optional<Database.Transaction> begun = begin(List.of(task));
        if (begun.isEmpty()) return;
        Database.Transaction transaction = begun.get();
        try {
            task.action().accept(transaction.statements());
            transaction.commit();
        } catch (RuntimeException | Error failure) {
            transaction.rollback();
            fail(List.of(task), failure, Outcome.UNKNOWN);
            return;
        }
        files.marker().advance(log.head());
        recordSuccess();
        task.result().complete(null);
    }

    private void work(FileTask task) {
        try {
            files.requireLock();
            task.action().accept(database);
        } catch (RuntimeException | Error failure) {
            fail(List.of(task), failure, Outcome.UNKNOWN);
            return;
        }
        task.result().complete(null);
    }

    // ---- Success and failure ----

    private void recordSuccess() {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "the ledger can write again");
        }
    }

    private void fail(List<? extends WriterTask> tasks, Throwable failure, Outcome outcome) {
        fail(tasks, failure, files.faultOf(failure), outcome);
    }

    private void fail(List<? extends WriterTask> tasks, Throwable failure, TransactionFault fault, Outcome outcome) {
        cursor = Optional.empty();
        database.renewConnections();
        LedgerUnavailable unavailable = new LedgerUnavailable(outcome, "the database cannot be written", failure);
        tasks.forEach(task -> task.result().completeExceptionally(unavailable));
        if (fault == TransactionFault.FATAL) {
            queue.close();
            queue.take().forEach(task -> task.result().completeExceptionally(unavailable));
            onFatal.accept(failure);
        } else if (!failing) {
            failing = true;
            LOG.log(Level.ERROR, "the ledger cannot write: " + failure, failure);
        }
    }
}
