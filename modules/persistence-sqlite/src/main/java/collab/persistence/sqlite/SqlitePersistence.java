package collab.persistence.sqlite;

import collab.persistence.EventLog;
import collab.persistence.Ledger;
import collab.persistence.Memberships;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshots;
import collab.persistence.StoreStats;
import collab.persistence.search.SearchTokenizer;
import collab.persistence.spi.CommandRules;
import collab.persistence.spi.LogTail;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.connection.OpenFailure;
import collab.persistence.sqlite.connection.ReadExecutor;
import collab.persistence.sqlite.connection.ReadGate;
import collab.persistence.sqlite.folder.DataFolder;
import collab.persistence.sqlite.folder.DirectoryLock;
import collab.persistence.sqlite.folder.DirectoryLost;
import collab.persistence.sqlite.folder.PositionMark;
import collab.persistence.sqlite.folder.PositionMarker;
import collab.persistence.sqlite.query.SearchIndex;
import collab.persistence.sqlite.query.Statements;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The store on SQLite: one file, one writer, a few readers. */
public final class SqlitePersistence implements Persistence {
    private static final Logger LOG = System.getLogger(SqlitePersistence.class.getName());

    /** The exit code of the process after a failed write to the disk (EX_IOERR). */
    private static final int EXIT_DISK = 74;

    /** The exit code after another process could take the directory. A supervisor starts this one again; the lock decides then. */
    private static final int EXIT_DIRECTORY_LOST = 1;

    private final SqliteLedger ledger;
    private final SqliteEventLog log;
    private final Memberships memberships;
    private final Snapshots snapshots;
    private final LogPruner pruner;
    private final WalTruncation truncation;
    private final StoreStats stats;

    /** Closes what is open, the last opened first. */
    @GuardedBy("this")
    private final Deque<Runnable> closing;

    private SqlitePersistence(PersistenceConfig config, Environment environment, Deque<Runnable> closing) {
        this.closing = closing;
        DataFolder folder = new DataFolder(config.directory());
        DirectoryLock lock = DirectoryLock.acquire(config.directory());
        closing.push(lock::close);
        Optional<PositionMark> last = prepare(folder, environment.clock());
        Database writing = Database.writing(folder.database());
        closing.push(writing::close);
        StartChecks.flush(writing, folder);
        SchemaMigrations.ofThisVersion()
                .migrate(writing, folder.path(), environment.clock().instant());
        StartChecks.requireLog(writing, folder);
        boolean searchIndexComplete = writing.within(SqlitePersistence::isSearchIndexComplete);
        PositionMark mark = StartChecks.continueOrRenew(writing, last, folder, environment.clock());
        PositionMarker marker = PositionMarker.open(folder.position(), mark);
        closing.push(marker::close);
        PersistenceConfig.Queries queries = config.queries();
        ReadGate scanGate = new ReadGate(queries.scanReaders());
        ReadGate gate = ReadGate.withScans(queries.readers(), scanGate);
        ReadExecutor readers = readers("store-read-", folder.database(), queries.readers(), queries.timeout(), gate);
        closing.push(readers::close);
        ReadExecutor scanners =
                readers("store-scan-", folder.database(), queries.scanReaders(), queries.scanTimeout(), scanGate);
        closing.push(scanners::close);
        LogTail tail = new LogTail(mark.head(), LogTail.EVENTS_MAX, LogTail.BYTES_MAX);
        this.ledger = SqliteLedger.start(
                new WriterFiles(writing, folder, lock, marker), tail, environment, config.pendingMax());
        closing.push(ledger::close);
        if (!searchIndexComplete) closing.push(SearchIndexing.start(ledger)::close);
        this.log = new SqliteEventLog(readers, tail, ledger, marker);
        this.memberships = new SqliteMemberships(readers);
        this.snapshots = new SqliteSnapshots(readers, scanners, environment.clock());
        RetentionClock age = new RetentionClock(mark.retention(), environment.clock(), environment.nanoTime());
        this.pruner = new LogPruner(ledger, log, config, age, marker);
        this.truncation = new WalTruncation(ledger, gate, folder.wal(), environment.walBytesMax());
        this.stats = new SqliteStats(ledger, folder.database());
        closing.push(Retention.start(pruner, truncation)::close);
    }

    private static ReadExecutor readers(String name, Path file, int size, Duration timeout, ReadGate gate) {
        return new ReadExecutor(name, Database.reading(file, size), size, timeout, gate);
    }

    /** Empties an index of another version, which is then built in the background. */
    private static boolean isSearchIndexComplete(Statements statements) {
        SearchIndex index = new SearchIndex(statements);
        index.requireVersion(SearchTokenizer.VERSION);
        return index.indexedFrom() == 0;
    }

    /** Checks the files, creates a database in a folder without one, and returns the mark of the last run. */
    private static Optional<PositionMark> prepare(DataFolder folder, InstantSource clock) {
        folder.closeToOthers();
        if (!folder.hasDatabase()) {
            StartChecks.create(folder, clock);
            return Optional.empty();
        }
        Optional<PositionMark> last = PositionMarker.read(folder.position());
        StartChecks.requireFilesOfOneDatabase(folder, last);
        return last;
    }

    /**
     * What surrounds the store; tests have another one.
     *
     * @param clock dates events, decides which sessions have expired
     * @param rules decides commands
     * @param onFatal receives a failure after which the process must not continue
     * @param nanoTime the time that the process has run, in nanoseconds from any origin
     * @param walBytesMax the size of the write-ahead log above which it is truncated
     */
    record Environment(
            InstantSource clock,
            CommandRules rules,
            Consumer<Throwable> onFatal,
            LongSupplier nanoTime,
            long walBytesMax) {
        static Environment of(InstantSource clock) {
            return new Environment(
                    clock, CommandRules.DOMAIN, SqlitePersistence::halt, System::nanoTime, WalTruncation.BYTES_MAX);
        }
    }

    /**
     * Opens the store, after a migration of its schema if necessary.
     *
     * @throws IllegalStateException when another process uses the directory, a newer program wrote the database, files of it are
     *     missing or damaged, or it cannot be written
     */
    public static SqlitePersistence open(PersistenceConfig config, InstantSource clock) {
        return open(config, Environment.of(clock));
    }

    static SqlitePersistence open(PersistenceConfig config, Environment environment) {
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            return new SqlitePersistence(config, environment, opened);
        } catch (RuntimeException failure) {
            closeAll(opened);
            throw OpenFailure.explained(failure, new DataFolder(config.directory()));
        } catch (Error failure) {
            closeAll(opened);
            throw failure;
        }
    }

    /** Ends the process: the state of the disk is unknown, and the next start reads it from the disk. */
    private static void halt(Throwable failure) {
        if (failure instanceof DirectoryLost) {
            LOG.log(Level.ERROR, "this process ends now: {0}", failure.getMessage());
            Runtime.getRuntime().halt(EXIT_DIRECTORY_LOST);
        }
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

    /** For tests, which truncate without waiting for the retention thread. */
    WalTruncation truncation() {
        return truncation;
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
