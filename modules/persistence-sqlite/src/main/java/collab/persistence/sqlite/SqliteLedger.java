package collab.persistence.sqlite;

import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.StoreStats;
import collab.persistence.spi.CommandRules;
import collab.persistence.spi.LogTail;
import collab.persistence.spi.WorkQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The ledger on SQLite: one platform thread, {@code ledger-write}, and one connection that writes.
 *
 * <p><b>Group commit.</b> The thread takes whatever has gathered while it was writing, at most {@value #BATCH_MAX} commands, and
 * commits it as one transaction: the more callers, the more share the one expensive wait for the disk; a lone caller waits for
 * nobody. Order of an ending: COMMIT, the events become visible in the log's tail, the callers get their verdicts, the log's
 * listeners are woken.
 *
 * <p><b>Bounds.</b> At most {@code pendingMax} commands wait; one more is refused at once.
 *
 * <p><b>Failure.</b> When a transaction fails, all its commands are answered {@link LedgerUnavailable}, the connection is given
 * up and the writer's state is read again before the next one: a full disk heals without a restart. After an I/O error nobody
 * knows what is on the disk; {@code end} then ends the process.
 */
final class SqliteLedger implements Ledger, AutoCloseable {
    static final int BATCH_MAX = 256;

    private static final Logger LOG = System.getLogger(SqliteLedger.class.getName());

    private final Database database;
    private final LogTail log;
    private final CommandRules rules;
    private final InstantSource clock;
    private final Consumer<Throwable> end;
    private final WorkQueue<Work> queue;
    private final Thread writer = Thread.ofPlatform().name("ledger-write").unstarted(this::write);

    private volatile StoreStats.CommitWatch watch = (_, _) -> {};

    /** Only the writer's thread: where it stands; absent when that must be read again. */
    private Optional<WriterCursor> cursor = Optional.empty();

    /** Only the writer's thread: whether the last transaction failed, so that a full disk is told once and not per command. */
    private boolean failing;

    private SqliteLedger(
            Database database,
            LogTail log,
            CommandRules rules,
            InstantSource clock,
            int pendingMax,
            Consumer<Throwable> end) {
        this.database = database;
        this.log = log;
        this.rules = rules;
        this.clock = clock;
        this.end = end;
        this.queue = new WorkQueue<>(pendingMax, BATCH_MAX);
    }

    /** @param end told of a failure after which the process must not go on */
    static SqliteLedger start(
            Database database,
            LogTail log,
            CommandRules rules,
            InstantSource clock,
            int pendingMax,
            Consumer<Throwable> end) {
        SqliteLedger ledger = new SqliteLedger(database, log, rules, clock, pendingMax, end);
        ledger.writer.start();
        return ledger;
    }

    /** What the writer is asked to do. */
    private sealed interface Work {
        CompletableFuture<?> answer();

        record Command(Submission submission, CompletableFuture<Verdict> answer) implements Work {}

        /** Housekeeping, in a transaction of its own: the only other way to write. */
        record Chore(Consumer<Statements> task, CompletableFuture<Void> answer) implements Work {}
    }

    // ---- callers

    @Override
    public Verdict submit(Submission submission) {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        offer(new Work.Command(submission, answer));
        return await(answer);
    }

    @Override
    public void prove() {
        tidy(statements -> statements.run("UPDATE log_state SET head = head"));
    }

    /** Runs a small piece of housekeeping between two batches and waits for its commit. */
    void tidy(Consumer<Statements> task) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        offer(new Work.Chore(task, answer));
        await(answer);
    }

    /** How many commands wait for the writer. */
    int pending() {
        return queue.size();
    }

    void watch(StoreStats.CommitWatch told) {
        watch = told;
    }

    private void offer(Work work) {
        switch (queue.offer(work)) {
            case ACCEPTED -> {}
            case FULL -> throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "too many commands wait");
            case CLOSED -> throw new LedgerUnavailable(Outcome.NOT_EXECUTED, "the ledger is closed");
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(Outcome.UNKNOWN, "interrupted while waiting for the commit", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerUnavailable failure) {
                throw new LedgerUnavailable(failure.outcome(), "the database can not be written", failure);
            }
            throw new IllegalStateException("a command failed: " + e.getCause(), e.getCause());
        }
    }

    // ---- the writer

    private void write() {
        for (List<Work> taken = queue.take(); !taken.isEmpty(); taken = queue.take()) {
            List<Work.Command> commands = new ArrayList<>(taken.size());
            for (Work work : taken) {
                switch (work) {
                    case Work.Command command -> commands.add(command);
                    case Work.Chore chore -> perform(chore);
                }
            }
            if (!commands.isEmpty()) {
                commit(commands);
            }
        }
    }

    private void commit(List<Work.Command> commands) {
        long begun = System.nanoTime();
        List<Runnable> answers = new ArrayList<>(commands.size());
        Database.Transaction transaction = database.begin();
        CommandBatch batch;
        try {
            batch = new CommandBatch(transaction.statements(), cursor(transaction.statements()), rules);
            for (Work.Command command : commands) {
                answers.add(execute(batch, command));
            }
            batch.end();
        } catch (RuntimeException | Error failure) {
            transaction.rollback();
            failed(commands, failure, Outcome.NOT_EXECUTED);
            return;
        }
        try {
            transaction.commit();
        } catch (RuntimeException failure) {
            Optional<Outcome> outcome = outcomeInDoubt(batch, failure);
            if (outcome.isPresent()) {
                failed(commands, failure, outcome.get());
                return;
            }
        }
        watch.committed(commands.size(), System.nanoTime() - begun);
        log.append(batch.logged());
        answers.forEach(Runnable::run);
        if (!batch.logged().isEmpty()) {
            log.wake();
        }
        succeeded();
    }

    /** Answers what to do when the transaction has committed. */
    private Runnable execute(CommandBatch batch, Work.Command command) {
        try {
            Verdict verdict = batch.execute(command.submission(), clock.instant());
            return () -> command.answer().complete(verdict);
        } catch (RuntimeException failure) {
            if (TransactionFault.of(failure) != TransactionFault.OF_COMMAND) {
                throw failure;
            }
            return () -> command.answer().completeExceptionally(failure);
        }
    }

    /**
     * The driver begins a new transaction in the same call as COMMIT, so that call can fail after the commit has happened. The
     * number of commits in the database tells; empty when it has.
     */
    private Optional<Outcome> outcomeInDoubt(CommandBatch batch, RuntimeException failure) {
        cursor = Optional.empty();
        if (TransactionFault.of(failure) == TransactionFault.FATAL) {
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

    private void perform(Work.Chore chore) {
        Database.Transaction transaction = database.begin();
        try {
            chore.task().accept(transaction.statements());
            transaction.commit();
        } catch (RuntimeException | Error failure) {
            transaction.rollback();
            failed(List.of(chore), failure, Outcome.UNKNOWN);
            return;
        }
        chore.answer().complete(null);
    }

    private WriterCursor cursor(Statements statements) {
        WriterCursor present = cursor.orElseGet(() -> new WriterCursor(statements));
        cursor = Optional.of(present);
        return present;
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "the ledger writes again");
        }
    }

    private void failed(List<? extends Work> works, Throwable failure, Outcome outcome) {
        cursor = Optional.empty();
        database.renewConnections();
        LedgerUnavailable unavailable = new LedgerUnavailable(outcome, "the database can not be written", failure);
        works.forEach(work -> work.answer().completeExceptionally(unavailable));
        if (TransactionFault.of(failure) == TransactionFault.FATAL) {
            queue.close();
            queue.take().forEach(work -> work.answer().completeExceptionally(unavailable));
            end.accept(failure);
        } else if (!failing) {
            failing = true;
            LOG.log(Level.ERROR, "the ledger can not write: " + failure, failure);
        }
    }

    // ---- the end

    /** Finishes what waits, refuses what comes later. Closing twice is fine. */
    @Override
    public void close() {
        queue.close();
        StoreThreads.join(writer);
    }
}
