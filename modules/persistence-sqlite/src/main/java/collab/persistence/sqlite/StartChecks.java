package collab.persistence.sqlite;

import collab.persistence.spi.Epoch;
import collab.persistence.sqlite.connection.Checkpoint;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.connection.TransactionFault;
import collab.persistence.sqlite.folder.DataFolder;
import collab.persistence.sqlite.folder.DiskSpace;
import collab.persistence.sqlite.folder.PositionMark;
import collab.persistence.sqlite.folder.PrivateFiles;
import collab.persistence.sqlite.query.EventLogQueries;
import collab.persistence.sqlite.query.Statements;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** What a server does with the database of its directory before it answers the first call. */
final class StartChecks {
    private static final Logger LOG = System.getLogger(StartChecks.class.getName());

    private static final int HEADER_BYTES = 100;

    /** The file of the database is written after its -wal file only in checkpoints, which follow a commit at once. */
    private static final Duration CHECKPOINT_MAX = Duration.ofSeconds(2);

    private static final String SET_EPOCH = "UPDATE log_state SET epoch = ?";

    private static final String LOG_BOUNDS = """
            SELECT head, floor,
              (SELECT min(seq) FROM event_log) AS first,
              (SELECT max(seq) FROM event_log) AS last
            FROM log_state
            """;

    private static final String NEWEST_TIME = "SELECT at FROM event_log ORDER BY seq DESC LIMIT 1";

    private StartChecks() {}

    /** Creates the database under another name and renames it, so that a start that is killed leaves no half of one. */
    static void create(DataFolder folder, InstantSource clock) {
        Path file = folder.creating();
        try {
            DataFolder.delete(file);
            PrivateFiles.createFile(file);
            try (Database database = Database.writing(file)) {
                SchemaMigrations.ofThisVersion().migrate(database, folder.path(), clock.instant());
            }
            DataFolder.requireNoCompanions(file);
            PrivateFiles.flush(file);
            Files.move(file, folder.database(), StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.flushNameOf(folder.database());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the database " + folder.database() + " cannot be created: " + PrivateFiles.reason(e), e);
        }
    }

    // ---- Before the database is opened for writing ----

    /**
     * Checks the pages of a database whose file and -wal file may not belong together, before anything is written: afterwards the
     * two could not be separated any more. Other databases are not read as a whole, because that takes long.
     *
     * @throws IllegalStateException when the database is damaged
     */
    static void requireFilesOfOneDatabase(DataFolder folder, Optional<PositionMark> mark) {
        Optional<String> doubt = doubt(folder, mark);
        if (doubt.isEmpty()) return;
        LOG.log(Level.WARNING, "{0}: its pages are checked before the start", doubt.get());
        Optional<String> problem = firstProblem(folder.database());
        if (problem.isPresent()) {
            throw new IllegalStateException(doubt.get() + ", and it is damaged (" + problem.get()
                    + "). Nothing was changed. If " + folder.database() + " is a complete copy, move " + folder.wal()
                    + " away; otherwise move both away and restore a backup with 'hero-collab admin restore'");
        }
    }

    private static Optional<String> doubt(DataFolder folder, Optional<PositionMark> mark) {
        Path file = folder.database();
        if (file.toFile().length() < bytesByHeader(file)) {
            return Optional.of("the database " + file + " has " + file.toFile().length() + " bytes, its header states "
                    + bytesByHeader(file));
        }
        if (folder.wal().toFile().length() == 0) return Optional.empty();
        boolean replaced = mark.filter(last -> last.file() != fileNumber(file)).isPresent();
        return replaced || isYounger(file, folder.wal())
                ? Optional.of("the database " + file + " may not be the one for which " + folder.wal()
                        + " was written (it is another file, or was written later)")
                : Optional.empty();
    }

    /** The size in the header, or 0 when the header has none (the counters at 24 and 92 differ). */
    private static long bytesByHeader(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] header = new byte[HEADER_BYTES];
            if (in.read(header) < HEADER_BYTES) return HEADER_BYTES;
            ByteBuffer fields = ByteBuffer.wrap(header);
            int stored = Short.toUnsignedInt(fields.getShort(16));
            long pageBytes = stored == 1 ? 65_536 : stored;
            return fields.getInt(24) == fields.getInt(92) ? pageBytes * Integer.toUnsignedLong(fields.getInt(28)) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + PrivateFiles.reason(unreadable), unreadable);
        }
    }

    private static boolean isYounger(Path file, Path wal) {
        try {
            FileTime written = Files.getLastModifiedTime(file);
            FileTime logged = Files.getLastModifiedTime(wal);
            return written.toInstant().isAfter(logged.toInstant().plus(CHECKPOINT_MAX));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + PrivateFiles.reason(unreadable), unreadable);
        }
    }

    /** The number that the file system gives to the file; 0 where it has none. */
    static long fileNumber(Path file) {
        try {
            return (Long) Files.getAttribute(file, "unix:ino");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException none) {
            return 0;
        }
    }

    private static Optional<String> firstProblem(Path file) {
        try (Database database = Database.reading(file, 1)) {
            return database.within(statements -> statements
                    .find("PRAGMA quick_check(1)", row -> row.text("quick_check"))
                    .filter(result -> !result.equals("ok"))
                    .or(() -> logProblem(statements)));
        } catch (RuntimeException unreadable) {
            return Optional.of(Database.errorCode(unreadable).orElseThrow(() -> unreadable).message);
        }
    }

    // ---- After it was opened ----

    /**
     * Moves the write-ahead log into the database and flushes both. After a failed flush the pages of the log can be in the memory
     * of the operating system only, although it calls them clean: reading them proves nothing, writing them again does. Without room
     * for that the server starts all the same, because it can answer queries.
     */
    static void flush(Database database, DataFolder folder) {
        Checkpoint done;
        try {
            done = Checkpoint.run(database, Database.BUSY_TIMEOUT_MS);
        } catch (RuntimeException failed) {
            if (!hasNoRoom(failed, folder)) throw failed;
            LOG.log(Level.WARNING, "{0} cannot be flushed: there is no room on the disk", folder.wal());
            return;
        }
        if (!done.flushed()) {
            LOG.log(
                    Level.WARNING,
                    "{0} of {1} pages of {2} are flushed: another program (a backup?) reads the database. If the last run"
                            + " ended with an I/O error, start again after that program has ended",
                    done.moved(),
                    done.pages(),
                    folder.wal());
        }
    }

    private static boolean hasNoRoom(RuntimeException failure, DataFolder folder) {
        boolean full = Database.errorCode(failure)
                .filter(SQLiteErrorCode.SQLITE_FULL::equals)
                .isPresent();
        return full || (TransactionFault.mayBeQuota(failure) && DiskSpace.isExhausted(folder.path()));
    }

    /** @throws IllegalStateException when the log does not end at its head or does not begin after its floor */
    static void requireLog(Database database, DataFolder folder) {
        database.within(StartChecks::logProblem).ifPresent(problem -> {
            throw new IllegalStateException("the database " + folder.database() + " is damaged: " + problem
                    + ". Restore a backup with 'hero-collab admin restore', or look at 'hero-collab admin verify'");
        });
    }

    private static Optional<String> logProblem(Statements statements) {
        return statements
                .find(LOG_BOUNDS, row -> {
                    long head = row.number("head");
                    long floor = row.number("floor");
                    long first = row.optionalNumber("first").orElse(floor + 1);
                    long last = row.optionalNumber("last").orElse(floor);
                    return first == floor + 1 && last == head
                            ? ""
                            : "its log has the positions " + first + " to " + last + ", expected " + (floor + 1)
                                    + " to " + head;
                })
                .filter(problem -> !problem.isEmpty());
    }

    // ---- Epoch ----

    /**
     * Returns the mark of this run. When positions that clients hold may be positions of another history, the log gets a new epoch,
     * so that every client fetches its state again.
     */
    static PositionMark continueOrRenew(
            Database database, Optional<PositionMark> last, DataFolder folder, InstantSource clock) {
        EventLogQueries.State state = database.within(EventLogQueries.State::read);
        Optional<String> reason = state.epoch().equals(DatabaseMaintenance.RESTORED)
                ? Optional.of("the database was restored from a backup")
                : last.flatMap(mark -> mark.contradiction(state.epoch(), state.head()));
        String epoch = reason.map(why -> renew(database, state.epoch(), why)).orElse(state.epoch());
        Instant retention = last.map(PositionMark::retention).orElseGet(() -> newestTime(database, clock));
        return new PositionMark(epoch, state.head(), fileNumber(folder.database()), retention);
    }

    private static String renew(Database database, String epoch, String reason) {
        String next = Epoch.next();
        database.within(statements -> statements.run(SET_EPOCH, next));
        LOG.log(
                Level.WARNING,
                "the epoch of the log changed from {0} to {1}: {2}. Every client fetches its state again",
                epoch,
                next,
                reason);
        return next;
    }

    /** Where retention begins without a mark. */
    private static Instant newestTime(Database database, InstantSource clock) {
        return database.within(statements -> statements.find(NEWEST_TIME, row -> row.time("at")))
                .orElseGet(clock::instant);
    }
}
