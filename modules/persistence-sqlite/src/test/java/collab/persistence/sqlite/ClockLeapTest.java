package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.model.Caller;
import collab.persistence.Ledger.Operation;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.CommandRules;
import collab.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The story of {@link RetentionClockTest}, with a store. */
@Timeout(60)
class ClockLeapTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T09:00:00Z");

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(BEGIN);
    private long nanos;

    private SqlitePersistence open() {
        return SqlitePersistence.open(
                PersistenceConfig.in(directory),
                new SqlitePersistence.Environment(
                        clock, CommandRules.DOMAIN, Assertions::fail, () -> nanos, WalTruncation.BYTES_MAX));
    }

    private static void prune(SqlitePersistence store) {
        while (store.pruner().pruneOnce()) {}
    }

    private static long rows(Persistence store, String table) {
        long[] rows = new long[1];
        ((SqliteLedger) store.ledger()).maintain(s -> rows[0] = s.number("SELECT count(*) FROM " + table));
        return rows[0];
    }

    @Test
    void leapOfFortyDaysDeletesNothingAlsoAfterARestart() {
        SqlitePersistence store = open();
        LedgerFixture fixture = new LedgerFixture(store.ledger());
        Caller.Person alice = fixture.createUser("alice");
        ChannelId channel = fixture.createChannel(alice, fixture.createWorkspace(alice, "General"), "plans");
        Command send = new Command.SendMessage(channel, "once", Optional.empty());
        Operation operation = new Operation("op-1", "message.send", "hash");
        var first = LedgerFixture.entity(fixture.submit(alice, send, operation));
        fixture.openSession(alice.userId());
        long sessions = rows(store, "session");

        clock.advance(Duration.ofDays(40));
        for (int i = 0; i < 3; i++) {
            nanos += Duration.ofSeconds(75).toNanos();
            prune(store);
            fixture.execute(Caller.SYSTEM, new Command.CreateUser("user" + i, "User")); // dated after the leap
            store.close();
            store = open();
            fixture = new LedgerFixture(store.ledger());
        }

        assertEquals(LogPosition.START, store.log().floor());
        assertEquals(sessions, rows(store, "session"));
        clock.set(BEGIN.plusSeconds(300));
        assertEquals(first, LedgerFixture.entity(fixture.submit(alice, send, operation)), "one op_id, one message");
        assertEquals(1, rows(store, "message"));
        store.close();
    }

    /** What a leap dated far ahead must not keep everything after it for as long. */
    @Test
    void eventsAndOperationsOfALeapAreDeletedWithTheirNeighbours() {
        SqlitePersistence store = open();
        LedgerFixture fixture = new LedgerFixture(store.ledger());
        clock.advance(Duration.ofDays(365));
        for (int i = 0; i < LogPruner.ROWS_MAX + 50; i++) {
            fixture.submit(
                    Caller.SYSTEM,
                    new Command.CreateUser("user" + i, "User"),
                    new Operation("op-" + i, "user.create", "hash"));
        }
        clock.set(BEGIN);
        fixture.submit(
                Caller.SYSTEM, new Command.CreateUser("last", "User"), new Operation("last", "user.create", "hash"));
        prune(store);
        assertEquals(LogPosition.START, store.log().floor());
        Duration week = Duration.ofDays(7).plusSeconds(1);
        clock.advance(week);
        nanos += week.toNanos();
        prune(store);
        assertEquals(store.log().head(), store.log().floor());
        assertEquals(0, rows(store, "operation"));
        store.close();
    }

    @Test
    void eventsAreDeletedWhenTheProcessHasRunForTheRetention() {
        SqlitePersistence store = open();
        new LedgerFixture(store.ledger()).createUser("alice");
        Duration week = Duration.ofDays(7).plusSeconds(1);
        clock.advance(week);
        nanos += week.toNanos();
        prune(store);
        assertEquals(store.log().head(), store.log().floor());
        assertTrue(store.log().head().isAfter(LogPosition.START));
        store.close();
    }
}
