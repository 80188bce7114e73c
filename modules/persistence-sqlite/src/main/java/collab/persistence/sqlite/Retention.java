package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import collab.persistence.LedgerUnavailable;
import collab.persistence.PersistenceConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Forgets the past: events beyond the retention, with them closed memberships, old operations and ended sessions.
 *
 * <p>Works on a thread of its own and writes through the ledger in pieces of {@value #PIECE} rows, each a transaction between two
 * batches of commands, with a pause after each: the writer is never kept from them for longer than a few milliseconds.
 */
final class Retention implements AutoCloseable {
    static final int PIECE = 500;

    private static final Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SqliteLedger ledger;
    private final SqliteEventLog log;
    private final PersistenceConfig config;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("store-retention").daemon().unstarted(this::run);

    private Retention(SqliteLedger ledger, SqliteEventLog log, PersistenceConfig config, InstantSource clock) {
        this.ledger = ledger;
        this.log = log;
        this.config = config;
        this.clock = clock;
    }

    static Retention start(SqliteLedger ledger, SqliteEventLog log, PersistenceConfig config, InstantSource clock) {
        Retention retention = new Retention(ledger, log, config, clock);
        retention.thread.start();
        return retention;
    }

    private void run() {
        try {
            Duration pause = PERIOD;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = round();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "pruning was interrupted and ends");
        }
    }

    /** Answers how long to wait for the next one. */
    private Duration round() {
        try {
            return piece() ? PAUSE : PERIOD;
        } catch (LedgerUnavailable e) {
            LOG.log(Level.DEBUG, "nothing can be pruned at the moment: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "pruning failed", e);
        }
        return PERIOD;
    }

    /** Prunes one piece of everything; answers whether there may be more. */
    boolean piece() {
        Instant now = clock.instant();
        boolean[] more = new boolean[1];
        ledger.tidy(statements -> {
            more[0] = pruneLog(statements, now.minus(config.logRetention()));
            more[0] |= pruneIntervals(statements);
            more[0] |= pruneOperations(statements, now.minus(config.operationRetention()));
            more[0] |= pruneSessions(statements, now.minus(config.logRetention()));
        });
        return more[0];
    }

    private boolean pruneLog(Statements statements, Instant oldest) {
        var state = SqliteEventLog.State.read(statements);
        LogPosition least = new LogPosition(Math.max(0, state.head().value() - config.logEventsMax()));
        List<Long> going = statements.list(
                "SELECT seq FROM (SELECT seq, at FROM event_log WHERE seq > ? ORDER BY seq LIMIT ?) WHERE seq <= ? OR at < ?",
                row -> RowMappers.number(row, 1),
                state.floor(),
                PIECE,
                least,
                oldest);
        if (going.isEmpty()) {
            return false;
        }
        LogPosition floor = new LogPosition(going.getLast());
        log.raiseFloor(floor);
        statements.run("UPDATE log_state SET floor = ?", floor);
        statements.run("DELETE FROM event_log WHERE seq <= ?", floor);
        statements.run("DELETE FROM event_recipient WHERE seq <= ?", floor);
        statements.run("DELETE FROM event_peers WHERE seq <= ?", floor);
        return going.size() == PIECE;
    }

    /** A stay that ended at or below the floor covers no position that can still be asked for. */
    private static boolean pruneIntervals(Statements statements) {
        LogPosition floor = SqliteEventLog.State.read(statements).floor();
        long channels = statements.run(
                "DELETE FROM channel_member WHERE (channel_id, left_seq, user_id) IN (SELECT channel_id, left_seq, user_id"
                        + " FROM channel_member WHERE left_seq <= ? AND left_seq < 9223372036854775807 LIMIT ?)",
                floor,
                PIECE);
        long workspaces = statements.run(
                "DELETE FROM workspace_member WHERE (workspace_id, left_seq, user_id) IN (SELECT workspace_id, left_seq, user_id"
                        + " FROM workspace_member WHERE left_seq <= ? AND left_seq < 9223372036854775807 LIMIT ?)",
                floor,
                PIECE);
        return channels == PIECE || workspaces == PIECE;
    }

    private static boolean pruneOperations(Statements statements, Instant oldest) {
        long pruned = statements.run(
                "DELETE FROM operation WHERE id IN"
                        + " (SELECT id FROM (SELECT id, at FROM operation ORDER BY id LIMIT ?) WHERE at < ?)",
                PIECE,
                oldest);
        return pruned == PIECE;
    }

    /** All but the newest, whose id says which come next. */
    private static boolean pruneSessions(Statements statements, Instant oldest) {
        long pruned = statements.run(
                "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at < ? LIMIT ?)"
                        + " AND id < (SELECT max(id) FROM session)",
                oldest,
                PIECE);
        return pruned == PIECE;
    }

    /** Ends after the piece under way. */
    @Override
    public void close() {
        closed.countDown();
        StoreThreads.join(thread);
    }
}
