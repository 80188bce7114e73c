package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.time.Duration;
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

/** What the writer does when commands, callers or the database fail in the middle of a shared transaction. */
@Timeout(60)
class SqliteFailureTest {
    private static final int PENDING_MAX = 100;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private final HeldRules rules = new HeldRules();
    private final AtomicReference<Throwable> ended = new AtomicReference<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private SqlitePersistence store;
    private Team team;
    private Caller.Person alice;
    private ChannelId channel;

    @BeforeEach
    void open() {
        store = SqlitePersistence.open(
                new PersistenceConfig(directory, Duration.ofDays(7), 10_000, Duration.ofDays(7), PENDING_MAX, 2),
                clock,
                rules,
                ended::set);
        team = new Team(store.ledger());
        alice = team.person("alice");
        channel = team.channel(alice, team.workspace(alice, "General"), "plans");
    }

    @AfterEach
    void close() {
        rules.release();
        callers.close();
        store.close();
    }

    @Test
    void commandThatFailsHarmsNoneOfItsBatch() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        List<Future<Verdict>> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(submit(
                    i % 5 == 2
                            ? new Command.SetStatusText(HeldRules.FAIL)
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
                "no hole where the failed ones were");
        assertEquals(seqs.size(), store.log().read(before, 1_000).size(), "the tail holds what was committed, once");
    }

    @Test
    void commandWhoseRowsAreImpossibleLeavesNothingBehind() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        Future<Verdict> impossible = submit(new Command.SetStatusText(HeldRules.TWIN));
        awaitPending(1); // in this order
        Future<Verdict> next = submit(new Command.SendMessage(channel, "next", Optional.empty()));
        awaitPending(2);
        rules.release();

        long held = seq(holding);
        IllegalStateException failure = assertInstanceOf(IllegalStateException.class, failure(impossible));
        assertEquals(
                Optional.of(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE), Database.errorCode(failure), "the second event");
        assertEquals(held + 1, seq(next), "the first event gave its position back");
        List<LoggedEvent> logged = store.log().read(before, 100);
        assertEquals(
                List.of("user.updated at " + held, "message.created at " + (held + 1)),
                logged.stream()
                        .map(event -> event.type() + " at " + event.seq())
                        .toList());
        assertEquals(
                HeldRules.HOLD,
                store.snapshots()
                        .read(world -> world.user(alice.userId()).orElseThrow().statusText()));
        store.close();
        try (Persistence again = SqlitePersistence.open(PersistenceConfig.in(directory), clock)) {
            assertEquals(logged, again.log().read(before, 100), "the same from the database");
        }
    }

    @Test
    void transactionThatCanNotBeWrittenIsAnsweredUnavailableAndTheNextOneWorks() throws Exception {
        LogPosition before = store.log().head();
        Future<Verdict> holding = holdTheWriter();
        Future<Verdict> innocent = submit(new Command.SendMessage(channel, "with the other", Optional.empty()));
        Future<Verdict> full = submit(new Command.SetStatusText(HeldRules.FAIL));
        rules.failWith(() -> sqlite(SQLiteErrorCode.SQLITE_FULL));
        awaitPending(2);
        rules.release();
        assertEquals(before.value() + 1, seq(holding));
        assertEquals(Outcome.NOT_EXECUTED, unavailable(innocent));
        assertEquals(Outcome.NOT_EXECUTED, unavailable(full));
        assertEquals(before.plus(1), store.log().head(), "the positions of the failed transaction are free again");
        assertEquals(
                before.plus(2),
                team.does(alice, new Command.SetStatusText("there is room")).seq());
        assertEquals(2, store.log().read(before, 10).size());
    }

    @Test
    void failedDiskEndsTheProcess() throws Exception {
        rules.failWith(() -> sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC));
        LedgerUnavailable failure = assertThrows(
                LedgerUnavailable.class, () -> team.asks(alice, new Command.SetStatusText(HeldRules.FAIL)));
        assertEquals(Outcome.NOT_EXECUTED, failure.outcome());
        store.close(); // the writer has ended: nothing waits
        assertEquals(Optional.of(SQLiteErrorCode.SQLITE_IOERR_FSYNC), Database.errorCode(ended.get()));
        assertThrows(LedgerUnavailable.class, () -> team.asks(alice, new Command.SetStatusText("more")));
    }

    @Test
    void oneCommandMoreThanMayWaitIsRefusedAtOnce() throws Exception {
        Future<Verdict> holding = holdTheWriter();
        List<Future<Verdict>> waiting = IntStream.range(0, PENDING_MAX)
                .mapToObj(i -> submit(new Command.SendMessage(channel, "m" + i, Optional.empty())))
                .toList();
        awaitPending(PENDING_MAX);
        LedgerUnavailable refusal = assertThrows(
                LedgerUnavailable.class,
                () -> team.asks(alice, new Command.SendMessage(channel, "too many", Optional.empty())));
        assertEquals(Outcome.NOT_EXECUTED, refusal.outcome());
        rules.release();
        seq(holding);
        for (Future<Verdict> one : waiting) {
            seq(one);
        }
    }

    @Test
    void readersSeeTheLastCommitWhileTheWriterIsInATransaction() throws Exception {
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
                HeldRules.HOLD,
                store.snapshots()
                        .read(world -> world.user(alice.userId()).orElseThrow().statusText()));
    }

    @Test
    void callerWhoIsInterruptedDoesNotKnowTheOutcome() throws Exception {
        Future<Verdict> holding = holdTheWriter();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                team.asks(alice, new Command.SendMessage(channel, "never mind", Optional.empty()));
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

    @Test
    void failureOfAQueryReachesItsCallerAndHarmsNoOther() {
        IllegalArgumentException own = new IllegalArgumentException("a defect of a query");
        for (int i = 0; i < 5; i++) {
            assertSame(
                    own,
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> store.snapshots().read(_ -> {
                                throw own;
                            })));
        }
        assertEquals(store.log().head(), store.snapshots().read(Snapshot::position));
    }

    @Test
    void snapshotStaysAtItsMomentWhileOthersWrite() {
        store.snapshots().read(world -> {
            LogPosition position = world.position();
            team.does(alice, new Command.SetStatusText("later"));
            assertEquals(position, world.position());
            assertEquals("", world.user(alice.userId()).orElseThrow().statusText());
            return position;
        });
    }

    private Future<Verdict> holdTheWriter() throws InterruptedException {
        Future<Verdict> holding = submit(new Command.SetStatusText(HeldRules.HOLD));
        rules.awaitHeld();
        return holding;
    }

    private Future<Verdict> submit(Command command) {
        return callers.submit(() -> store.ledger().submit(new Submission(alice, command, Optional.empty())));
    }

    /** The writer is held, so what was submitted gathers. */
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

    private static DbClientException sqlite(SQLiteErrorCode code) {
        return new DbClientException("as if", new SQLiteException(code.message, code));
    }
}
