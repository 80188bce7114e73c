package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.model.Caller;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshot;
import collab.persistence.spi.CommandRules;
import collab.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Story: eight clients read slowly while four wrote. There was no moment without a query, so SQLite never began its write-ahead log
 * again: 287 MB after 25 seconds.
 */
@Timeout(120)
class WalTruncationTest {
    private static final long BYTES_MAX = 2L << 20;

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private SqlitePersistence store;
    private LedgerFixture fixture;
    private Caller.Person alice;
    private ChannelId channel;

    @BeforeEach
    void open() {
        store = SqlitePersistence.open(
                PersistenceConfig.in(directory).withReaders(4),
                new SqlitePersistence.Environment(
                        new ManualClock(Instant.parse("2026-11-23T09:00:00Z")),
                        CommandRules.DOMAIN,
                        Assertions::fail,
                        System::nanoTime,
                        BYTES_MAX));
        fixture = new LedgerFixture(store.ledger());
        alice = fixture.createUser("alice");
        channel = fixture.createChannel(alice, fixture.createWorkspace(alice, "General"), "plans");
    }

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private long walBytes() {
        return directory.resolve("collab.db-wal").toFile().length();
    }

    private void send() {
        fixture.execute(alice, new Command.SendMessage(channel, "x".repeat(8_000), Optional.empty()));
    }

    /** Each query keeps its snapshot until four more commits have happened. */
    private void readSlowly(AtomicBoolean stop) {
        while (!stop.get()) {
            store.snapshots().read(snapshot -> {
                LogPosition end = snapshot.position().plus(4);
                while (end.isAfter(store.log().head()) && !stop.get()) Thread.onSpinWait();
                return snapshot.position();
            });
        }
    }

    @Test
    void overlappingQueriesDoNotLetTheLogGrow() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) running.add(threads.submit(() -> readSlowly(stop)));
        for (int i = 0; i < 4; i++) {
            running.add(threads.submit(() -> {
                while (!stop.get()) send();
            }));
        }
        int truncations = 0;
        long largest = 0;
        while (truncations < 5) {
            largest = Math.max(largest, walBytes());
            boolean large = walBytes() > BYTES_MAX;
            if (store.truncation().checkOnce() && large) truncations++;
        }
        stop.set(true);
        for (Future<?> each : running) each.get();
        assertTrue(largest < 3 * BYTES_MAX, "the log had " + largest + " bytes");
        assertEquals(store.log().head(), store.snapshots().read(Snapshot::position), "queries go on");
    }

    @Test
    void smallLogIsNotTruncated() throws InterruptedException {
        send();
        long bytes = walBytes();
        assertTrue(store.truncation().checkOnce());
        assertEquals(bytes, walBytes());
    }

    @Test
    void queryThatRunsLongIsNotInterruptedAndOthersGoOn() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<LogPosition> slow = threads.submit(() -> store.snapshots().read(snapshot -> {
            LogPosition position = snapshot.position();
            reading.countDown();
            await(end);
            assertEquals(position, snapshot.position());
            return position;
        }));
        reading.await();
        while (walBytes() <= BYTES_MAX) send();
        assertFalse(store.truncation().checkOnce());
        assertEquals(store.log().head(), store.snapshots().read(Snapshot::position));
        assertFalse(
                store.truncation().checkOnce(), "the next try comes later, so that others do not wait all the time");
        send();
        end.countDown();
        slow.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
