package collab.persistence.sqlite;

import collab.persistence.Verification;
import collab.persistence.spi.Epoch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;

/** What an administrator does to a database from outside of the server, which may run meanwhile: copies it, checks it. */
public final class DatabaseMaintenance {
    private static final String DATABASE = "collab.db";
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** An epoch that is none: dots are in no name that {@link Epoch} makes. */
    private static final String RESTORED = "restored.";

    private DatabaseMaintenance() {}

    /**
     * Copies the database of a data directory into one file: a consistent moment of it, written whole and put in place at once.
     * Readers and the writer go on. Whoever starts on the copy begins a new epoch, so that no position of the original is taken for
     * one of the copy.
     *
     * @throws IllegalArgumentException when there is no database, or the target is there already
     */
    public static void backUp(Path directory, Path target) {
        Path file = databaseIn(directory);
        if (Files.exists(target)) {
            throw new IllegalArgumentException(target + " exists: a backup replaces nothing");
        }
        Path made = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.deleteIfExists(made);
            try (Database database = Database.reading(file, 1)) {
                database.outside("VACUUM INTO ?", made.toString());
            }
            try (Database copy = Database.writing(made)) {
                copy.within(statements -> statements.run("UPDATE log_state SET epoch = ?", RESTORED));
            }
            try (FileChannel written = FileChannel.open(made, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            throw new UncheckedIOException("the backup can not be written to " + target, full);
        }
    }

    /**
     * Puts a backup into a data directory that holds no database yet.
     *
     * @throws IllegalArgumentException when the file is no sound database of ours, or the directory has one
     */
    public static void restore(Path backup, Path directory) {
        Verification verification = verify(backup);
        if (!verification.sound()) {
            throw new IllegalArgumentException(
                    backup + " is damaged: " + verification.problems().getFirst());
        }
        try (DirectoryLock _ = DirectoryLock.take(directory)) {
            Path target = directory.resolve(DATABASE);
            if (Files.exists(target)) {
                throw new IllegalArgumentException(
                        directory + " holds a database already: move it away first, or restore into another directory");
            }
            Files.copy(backup, target);
        } catch (IOException full) {
            throw new UncheckedIOException("the backup can not be copied into " + directory, full);
        }
    }

    /** Checks a database file, or the one of a data directory: a consistent moment of it, also while the server runs. */
    public static Verification verify(Path fileOrDirectory) {
        Path file = Files.isDirectory(fileOrDirectory) ? databaseIn(fileOrDirectory) : fileOrDirectory;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database " + file);
        }
        if (!beginsAsDatabase(file)) {
            return new Verification(
                    Map.of(), List.of(file + " is not a database: it does not begin as those of SQLite do"));
        }
        try (Database database = Database.reading(file, 1)) {
            return database.within(DatabaseChecks::run);
        } catch (RuntimeException unreadable) {
            SQLiteErrorCode code = Database.errorCode(unreadable).orElseThrow(() -> unreadable);
            return new Verification(Map.of(), List.of(file + " can not be opened as a database: " + code.message));
        }
    }

    /** Asked before a pool is opened, which has much to say about a file it can not read. An empty file is an empty database. */
    private static boolean beginsAsDatabase(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(MAGIC.length);
            return begin.length == 0 || Arrays.equals(begin, MAGIC);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " can not be read", unreadable);
        }
    }

    private static Path databaseIn(Path directory) {
        Path file = directory.resolve(DATABASE);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database in " + directory + ": expected " + file);
        }
        return file;
    }

    /** The first thing that happens to a database when a server opens it: a copy gets an epoch of its own. */
    static void beginAnew(Database database) {
        database.within(
                statements -> statements.run("UPDATE log_state SET epoch = ? WHERE epoch = ?", Epoch.next(), RESTORED));
    }
}
