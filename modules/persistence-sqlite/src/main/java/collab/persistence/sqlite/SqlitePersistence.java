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
import collab.persistence.sqlite.query.EventLogQueries;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The store on SQLite: one file, one writer, a few readers. */
public final class SqlitePersistence implements Persistence {
    private static final Logger LOG = System.getLogger(SqlitePersistence.class.getName());

    /** The exit code of the process after a failed write to the disk (EX_IOERR). */
    private static final int EXIT_DISK = 74;

    private final SqliteLedger ledger;
    private final SqliteEventLog log;
    private final Memberships memberships;
    private final Snapshots snapshots;
    private final LogPruner pruner;
    private final StoreStats stats;

    /** Closes what is open, the last opened first. */
    @GuardedBy("this")
    private final Deque<Runnable> closing;

    private SqlitePersistence(
            PersistenceConfig config,
            InstantSource clock,
            CommandRules rules,
            Consumer<Throwable> onFatal,
            Deque<Runnable> closing) {
        this.closing = closing;
        closing.push(DirectoryLock.acquire(config.directory())::close);
        Path file = config.directory().resolve("collab.db");
        Database writing = Database.writing(file);
        closing.push(writing::close);
        SchemaMigrations.ofThisVersion().migrate(writing, config.directory(), clock.instant());
        DatabaseMaintenance.renewRestoredEpoch(writing);
        PersistenceConfig.Queries queries = config.queries();
        ReadExecutor readers = readers("store-read-", file, queries.readers(), queries.timeout());
        closing.push(readers::close);
        ReadExecutor scanners = readers("store-scan-", file, queries.scanReaders(), queries.scanTimeout());
        closing.push(scanners::close);
        LogTail tail =
                new LogTail(readers.read(EventLogQueries.State::read).head(), LogTail.EVENTS_MAX, LogTail.BYTES_MAX);
        this.ledger = SqliteLedger.start(writing, tail, rules, clock, config.pendingMax(), onFatal);
        closing.push(ledger::close);
        this.log = new SqliteEventLog(readers, tail, ledger);
        this.memberships = new SqliteMemberships(readers);
        this.snapshots = new SqliteSnapshots(readers, scanners, clock);
        this.pruner = new LogPruner(ledger, log, config, clock);
        this.stats = new SqliteStats(ledger, file);
        closing.push(Retention.start(pruner)::close);
    }

    private static ReadExecutor readers(String name, Path file, int size, Duration timeout) {
        return new ReadExecutor(name, Database.reading(file, size), size, timeout);
    }

    /**
     * Opens the store, after a migration of its schema if necessary.
     *
     * @throws IllegalStateException when another process uses the directory, or a newer program wrote the database
     */
    public static SqlitePersistence open(PersistenceConfig config, InstantSource clock) {
        return open(config, clock, CommandRules.DOMAIN, SqlitePersistence::halt);
    }

    /** With other rules and another reaction to a failed disk, for tests. */
    static SqlitePersistence open(
            PersistenceConfig config, InstantSource clock, CommandRules rules, Consumer<Throwable> onFatal) {
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            return new SqlitePersistence(config, clock, rules, onFatal, opened);
        } catch (Throwable failure) {
            closeAll(opened);
            throw failure;
        }
    }

    /** Ends the process: after a failed write the state of the disk is unknown, and the next start reads it from the disk. */
    private static void halt(Throwable failure) {
        LOG.log(
                Level.ERROR,
                "a write to the disk failed, this process ends now: changes that were not acknowledged may be lost",
                failure);
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
    public StoreStats stats() {
        return stats;
    }

    /** For tests, which prune without waiting for the retention thread. */
    LogPruner pruner() {
        return pruner;
    }

    private record SqliteStats(SqliteLedger ledger, Path file) implements StoreStats {
        @Override
        public int pending() {
            return ledger.pending();
        }

        @Override
        public long bytes() {
            Path log = Path.of(file + "-wal");
            return file.toFile().length() + log.toFile().length(); // 0 for a missing file
        }

        @Override
        public void onCommit(CommitListener listener) {
            ledger.onCommit(listener);
        }
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
