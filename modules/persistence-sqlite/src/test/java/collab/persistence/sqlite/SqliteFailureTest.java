package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.model.Caller;
import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshot;
import collab.testkit.ManualClock;
import io.helidon.dbclient.DbClientException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Failures of commands, callers and the database during a shared transaction. */
@Timeout(60)
class SqliteFailureTest {
    private static final int PENDING_MAX = 100;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private final FaultInjectingRules rules = new FaultInjectingRules();
    private final AtomicReference<Throwable> ended = new AtomicReference<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private SqlitePersistence store;
    private LedgerFixture fixture;
    private Caller.Person alice;
    private ChannelId channel;

    @BeforeEach
    void open() {
        store = SqlitePersistence.open(
                PersistenceConfig.in(directory).withPendingMax(PENDING_MAX).withReaders(2),
                new SqlitePersistence.Environment(clock, rules, ended::set, System::nanoTime, WalTruncation.BYTES_MAX));
        fixture = new LedgerFixture(store.ledger());
        alice = fixture.createUser("alice");
        channel = fixture.createChannel(alice, fixture.createWorkspace(alice, "General"), "plans");
    }

    @AfterEach
    void close() {
        rules.release();
        callers.close();
        store.close();
    }

    @Test
    void failedCommandDoesNotAffectItsBatch() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        List<Future<Verdict>> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(submit(
                    i % 5 == 2
                            ? new Command.SetStatusText(FaultInjectingRules.FAIL)
                            : new Command.SendMessage(channel, "m" + i, Optional.empty())));
        }
        awaitPending(20);
        rules.release();

        List<Long> seqs = new ArrayList<>(List.of(seq(holding)));
        for (int i = 0; i < batch.size(); i++) {
            if (i % 5 == 2) {
                IllegalStateException failure = assertInstanceOf(IllegalStateException.class, failure(batch.get(i)));
                assertInstanceOf(IllegalArgumentException.class, failure.getCause());
            } else {
                seqs.add(seq(batch.get(i)));
            }
        }
        assertEquals(
                LongStream.rangeClosed(before.value() + 1, before.value() + seqs.size())
                        .boxed()
                        .toList(),
                seqs.stream().sorted().toList(),
                "no gaps where the failed commands were");
        assertEquals(seqs.size(), store.log().read(before, 1_000).size(), "the tail holds each committed event once");
    }

    @Test
    void commandThatViolatesAConstraintWritesNothing() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        Future<Verdict> violating = submit(new Command.SetStatusText(FaultInjectingRules.DUPLICATE_NAME));
        awaitPending(1); // in this order
        Future<Verdict> next = submit(new Command.SendMessage(channel, "next", Optional.empty()));
        awaitPending(2);
        rules.release();

        long held = seq(holding);
        IllegalStateException failure = assertInstanceOf(IllegalStateException.class, failure(violating));
        assertEquals(
                Optional.of(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE), Database.errorCode(failure), "the second event");
        assertEquals(held + 1, seq(next), "the position of the first event is used again");
        List<LoggedEvent> logged = store.log().read(before, 100);
        assertEquals(
                List.of("user.updated at " + held, "message.created at " + (held + 1)),
                logged.stream()
                        .map(event -> event.type() + " at " + event.seq())
                        .toList());
        assertEquals(
                FaultInjectingRules.HOLD,
                store.snapshots()
                        .read(world -> world.user(alice.userId()).orElseThrow().statusText()));
        store.close();
        try (Persistence again = SqlitePersistence.open(PersistenceConfig.in(directory), clock)) {
            assertEquals(logged, again.log().read(before, 100), "the same from the database");
        }
    }

    @Test
    void failedTransactionEndsUnavailableAndTheNextOneCommits() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        Future<Verdict> other = submit(new Command.SendMessage(channel, "with the other", Optional.empty()));
        Future<Verdict> full = submit(new Command.SetStatusText(FaultInjectingRules.FAIL));
        rules.failWith(() -> sqlite(SQLiteErrorCode.SQLITE_FULL));
        awaitPending(2);
        rules.release();
        assertEquals(before.value() + 1, seq(holding));
        assertEquals(Outcome.NOT_EXECUTED, unavailable(other));
        assertEquals(Outcome.NOT_EXECUTED, unavailable(full));
        assertEquals(before.plus(1), store.log().head(), "the positions of the failed transaction are used again");
        assertEquals(
                before.plus(2),
                fixture.execute(alice, new Command.SetStatusText("after the failure"))
                        .seq());
        assertEquals(2, store.log().read(before, 10).size());
    }

    @Test
    void failedDiskEndsTheProcess() throws Exception {
        rules.failWith(() -> sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC));
        LedgerUnavailable failure = assertThrows(
                LedgerUnavailable.class,
                () -> fixture.submit(alice, new Command.SetStatusText(FaultInjectingRules.FAIL)));
        assertEquals(Outcome.NOT_EXECUTED, failure.outcome());
        store.close(); // does not wait, because the writer has ended
        assertEquals(Optional.of(SQLiteErrorCode.SQLITE_IOERR_FSYNC), Database.errorCode(ended.get()));
        assertThrows(LedgerUnavailable.class, () -> fixture.submit(alice, new Command.SetStatusText("more")));
    }

    @Test
    void fullQueueRejectsACommandAtOnce() throws Exception {
        Future<Verdict> holding = holdTheWriter();
        List<Future<Verdict>> waiting = IntStream.range(0, PENDING_MAX)
                .mapToObj(i -> submit(new Command.SendMessage(channel, "m" + i, Optional.empty())))
                .toList();
        awaitPending(PENDING_MAX);
        LedgerUnavailable rejection = assertThrows(
                LedgerUnavailable.class,
                () -> fixture.submit(alice, new Command.SendMessage(channel, "too many", Optional.empty())));
        assertEquals(Outcome.NOT_EXECUTED, rejection.outcome());
        rules.release();
        seq(holding);
        for (Future<Verdict> pending : waiting) {
            seq(pending);
        }
    }

    @Test
    void readersSeeTheLastCommitDuringATransaction() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        assertEquals(before, store.snapshots().read(Snapshot::position));
        assertEquals(
                "",
                store.snapshots()
                        .read(world -> world.user(alice.userId()).orElseThrow().statusText()));
        assertEquals(
                before.value(),
                store.log()
                        .readFor(alice.userId(), LogPosition.START, before, 1_000)
                        .getLast()
                        .seq()
                        .value());
        rules.release();
        seq(holding);
        assertEquals(
                FaultInjectingRules.HOLD,
                store.snapshots()
                        .read(world -> world.user(alice.userId()).orElseThrow().statusText()));
    }

    @Test
    void interruptedCallerGetsAnUnknownOutcome() throws Exception {
        Future<Verdict> holding = holdTheWriter();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                fixture.submit(alice, new Command.SendMessage(channel, "interrupted", Optional.empty()));
            } catch (LedgerUnavailable e) {
                thrown.set(e);
                assertTrue(Thread.currentThread().isInterrupted());
            }
        });
        awaitPending(1);
        caller.interrupt();
        caller.join();
        assertEquals(Outcome.UNKNOWN, ((LedgerUnavailable) thrown.get()).outcome());
        rules.release();
        seq(holding);
    }

    /** Story: after a full disk the server stayed "not ready" until a user's write succeeded, but a balancer sent none there. */
    @Test
    void probeAfterAFailedTransactionMakesTheLedgerWritableAgain() {
        assertTrue(store.ledger().writable());
        rules.failWith(() -> sqlite(SQLiteErrorCode.SQLITE_FULL));
        assertThrows(
                LedgerUnavailable.class,
                () -> fixture.submit(alice, new Command.SetStatusText(FaultInjectingRules.FAIL)));
        assertFalse(store.ledger().writable());
        store.ledger().probeCommit();
        assertTrue(store.ledger().writable());
    }

    @Test
    void failedQueryFailsOnlyItsCaller() {
        IllegalArgumentException failure = new IllegalArgumentException("a defect of a query");
        for (int i = 0; i < 5; i++) {
            assertSame(
                    failure,
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> store.snapshots().read(_ -> {
                                throw failure;
                            })));
        }
        assertEquals(store.log().head(), store.snapshots().read(Snapshot::position));
    }

    @Test
    void snapshotDoesNotChangeWhileOthersWrite() {
        store.snapshots().read(world -> {
            LogPosition position = world.position();
            fixture.execute(alice, new Command.SetStatusText("later"));
            assertEquals(position, world.position());
            assertEquals("", world.user(alice.userId()).orElseThrow().statusText());
            return position;
        });
    }

    private Future<Verdict> holdTheWriter() throws InterruptedException {
        Future<Verdict> holding = submit(new Command.SetStatusText(FaultInjectingRules.HOLD));
        rules.awaitHeld();
        return holding;
    }

    private Future<Verdict> submit(Command command) {
        return callers.submit(() -> store.ledger().submit(new Submission(alice, command, Optional.empty())));
    }

    /** Waits until the queue of the held writer has this length. */
    private void awaitPending(int commands) {
        while (((SqliteLedger) store.ledger()).pending() < commands) {
            Thread.yield();
        }
    }

    private static long seq(Future<Verdict> future) throws Exception {
        return assertInstanceOf(Verdict.Committed.class, future.get())
                .commit()
                .seq()
                .value();
    }

    private static Throwable failure(Future<Verdict> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    private static Outcome unavailable(Future<Verdict> future) {
        return assertInstanceOf(LedgerUnavailable.class, failure(future)).outcome();
    }

    static DbClientException sqlite(SQLiteErrorCode code) {
        return new DbClientException("injected", new SQLiteException(code.message, code));
    }
}
