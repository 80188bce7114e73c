package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.PersistenceConfig.Queries;
import collab.persistence.QueryTimeout;
import collab.persistence.sqlite.query.Statements;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A query had no deadline: one user's searches kept all readers for as long as they ran, also after the user's connections were
 * closed, and every other query waited.
 */
class ReadExecutorTest {
    /** Counts without end. */
    private static final String ENDLESS = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n
            """;

    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void createDatabase() {
        file = directory.resolve("collab.db");
        try (Database database = Database.writing(file)) {
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
        }
    }

    private ReadExecutor executor(Duration timeout) {
        return new ReadExecutor("test-read-", Database.reading(file, 1), 1, timeout, new ReadGate(1));
    }

    private static long endless(Statements statements) {
        return statements.number(ENDLESS);
    }

    private static long one(Statements statements) {
        return statements.number("SELECT 1");
    }

    @Test
    void queryPastItsDeadlineIsInterruptedAndItsReaderReturned() {
        try (ReadExecutor readers = executor(Duration.ofMillis(50))) {
            for (int i = 0; i < 3; i++) {
                QueryTimeout timeout = assertTimeoutPreemptively(
                        PATIENCE,
                        () -> assertThrows(QueryTimeout.class, () -> readers.read(ReadExecutorTest::endless)));
                assertEquals("the query took longer than 50 ms", timeout.getMessage());
            }
        }
        try (ReadExecutor readers = executor(PATIENCE)) {
            assertEquals(1L, (long) readers.read(ReadExecutorTest::one));
        }
    }

    @Test
    void connectionOfInterruptedQueryServesTheSameStatementAgain() {
        String counted = """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*) FROM n
                """;
        try (ReadExecutor readers = executor(Duration.ofSeconds(1))) {
            assertEquals(10L, (long) readers.read(statements -> statements.number(counted, 10)));
            assertThrows(
                    QueryTimeout.class, () -> readers.read(statements -> statements.number(counted, Long.MAX_VALUE)));
            assertEquals(20L, (long) readers.read(statements -> statements.number(counted, 20)));
        }
    }

    @Test
    void queryOfManyShortStatementsIsInterrupted() {
        try (ReadExecutor readers = executor(Duration.ofMillis(50))) {
            assertTimeoutPreemptively(
                    PATIENCE,
                    () -> assertThrows(
                            QueryTimeout.class,
                            () -> readers.read(statements -> {
                                for (long sum = 0; ; sum++) {
                                    sum += statements.number("SELECT count(*) FROM sqlite_schema a, sqlite_schema b");
                                }
                            })));
        }
    }

    @Test
    void interruptOfTheCallerCancelsItsQuery() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (ReadExecutor readers = executor(NEVER)) {
            FutureTask<Boolean> caller = new FutureTask<>(() -> {
                assertThrows(
                        LedgerUnavailable.class,
                        () -> readers.read(statements -> {
                            begun.countDown();
                            return endless(statements);
                        }));
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = Thread.ofVirtual().start(caller);
            begun.await();
            thread.interrupt();
            assertTrue(caller.get(), "the interrupt is passed on");
            assertEquals(1L, (long) readers.read(ReadExecutorTest::one));
        }
    }

    @Test
    void waitingQueryLeavesTheQueueAtItsDeadline() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ReadExecutor readers = executor(Duration.ofMillis(200))) {
            Thread holder = Thread.ofVirtual()
                    .start(() -> assertThrows(
                            QueryTimeout.class,
                            () -> readers.read(statements -> {
                                begun.countDown();
                                awaitUninterruptibly(end);
                                return one(statements);
                            })));
            begun.await();
            assertThrows(QueryTimeout.class, () -> readers.read(ReadExecutorTest::one));
            end.countDown();
            holder.join();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void scansHoldNoReaderOfOtherQueries() throws Exception {
        PersistenceConfig config = PersistenceConfig.in(directory.resolve("store"))
                .withQueries(new Queries(1, NEVER, Duration.ofSeconds(5)));
        int scans = 3;
        CountDownLatch begun = new CountDownLatch(config.queries().scanReaders());
        CountDownLatch end = new CountDownLatch(1);
        try (Persistence store = SqlitePersistence.open(config, InstantSource.system())) {
            Thread[] callers = new Thread[scans];
            for (int i = 0; i < scans; i++) {
                callers[i] = Thread.ofVirtual()
                        .start(() -> store.snapshots().scan(snapshot -> {
                            begun.countDown();
                            awaitUninterruptibly(end);
                            return snapshot.position();
                        }));
            }
            begun.await();
            assertEquals(1, config.queries().scanReaders(), "at most half of the readers");
            assertEquals(store.log().head(), store.snapshots().read(snapshot -> snapshot.position()));
            end.countDown();
            for (Thread caller : callers) caller.join();
        }
    }
}
