package collab.persistence.sqlite;

import collab.persistence.EventLog;
import collab.persistence.Ledger;
import collab.persistence.Memberships;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshots;
import collab.persistence.StoreStats;
import collab.persistence.spi.CommandRules;
import collab.persistence.spi.LogTail;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The SQLite store: one file, one writer, a few readers. Opened top to bottom, closed bottom to top. */
public final class SqlitePersistence implements Persistence {
    private static final Logger LOG = System.getLogger(SqlitePersistence.class.getName());

    /** What the process answers to its parent when it ends because the disk can not be trusted. */
    private static final int EXIT_DISK = 74;

    /** What is open, the last opened first. */
    private final Deque<Runnable> closing;

    private final SqliteLedger ledger;
    private final SqliteEventLog log;
    private final Memberships memberships;
    private final Snapshots snapshots;
    private final Retention retention;
    private final Path file;

    private SqlitePersistence(
            PersistenceConfig config,
            InstantSource clock,
            CommandRules rules,
            Consumer<Throwable> end,
            Deque<Runnable> closing) {
        this.closing = closing;
        closing.push(DirectoryLock.take(config.directory())::close);
        this.file = config.directory().resolve("collab.db");
        Database writing = Database.writing(file);
        closing.push(writing::close);
        SchemaMigrations.ofThisVersion().migrate(writing, config.directory(), clock.instant());
        DatabaseMaintenance.beginAnew(writing);
        ReadExecutor readers = new ReadExecutor(Database.reading(file, config.readers()), config.readers());
        closing.push(readers::close);
        LogTail tail =
                new LogTail(readers.read(SqliteEventLog.State::read).head(), LogTail.EVENTS_MAX, LogTail.BYTES_MAX);
        this.ledger = SqliteLedger.start(writing, tail, rules, clock, config.pendingMax(), end);
        closing.push(ledger::close);
        this.log = new SqliteEventLog(readers, tail, ledger);
        this.memberships = new SqliteMemberships(readers);
        this.snapshots = new SqliteSnapshots(readers, clock);
        this.retention = Retention.start(ledger, log, config, clock);
        closing.push(retention::close);
    }

    public static SqlitePersistence open(PersistenceConfig config, InstantSource clock) {
        return open(config, clock, CommandRules.DOMAIN, SqlitePersistence::halt);
    }

    /** With other rules and another end, for tests. */
    static SqlitePersistence open(
            PersistenceConfig config, InstantSource clock, CommandRules rules, Consumer<Throwable> end) {
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            return new SqlitePersistence(config, clock, rules, end, opened);
        } catch (Throwable failure) {
            closeAll(opened);
            throw failure;
        }
    }

    /** After a failed write to the disk nobody knows what is on it; the next start reads what is really there. */
    private static void halt(Throwable failure) {
        LOG.log(Level.ERROR, "the disk failed, this process ends now: what was not acknowledged may be lost", failure);
        Runtime.getRuntime().halt(EXIT_DISK);
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public EventLog log() {
        return log;
    }

    @Override
    public Memberships memberships() {
        return memberships;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public StoreStats figures() {
        return new StoreStats() {
            @Override
            public int pending() {
                return ledger.pending();
            }

            @Override
            public long bytes() {
                return file.toFile().length() + Path.of(file + "-wal").toFile().length(); // 0 when there is none
            }

            @Override
            public void watch(CommitWatch watch) {
                ledger.watch(watch);
            }
        };
    }

    /** The pruner, so that a test can make it prune now. */
    Retention retention() {
        return retention;
    }

    @Override
    public synchronized void close() {
        closeAll(closing);
    }

    private static void closeAll(Deque<Runnable> opened) {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
