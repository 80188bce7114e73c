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

/** Copies, restores and checks databases for administrators. Copying and checking work while the server runs. */
public final class DatabaseMaintenance {
    private static final String DATABASE = "collab.db";
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** The epoch of a restored database before its first start; {@link Epoch} never generates a name with a dot. */
    private static final String RESTORED = "restored.";

    private static final String SET_EPOCH = "UPDATE log_state SET epoch = ?";

    private static final String REPLACE_EPOCH = "UPDATE log_state SET epoch = ? WHERE epoch = ?";

    private DatabaseMaintenance() {}

    /**
     * Copies the database of a data directory into one file. The copy is one consistent state; the file appears only when it is
     * complete. Readers and the writer continue meanwhile. The first server that starts with the copy creates a new epoch, so that
     * no position of the original is taken for one of the copy.
     *
     * @throws IllegalArgumentException when there is no database, or the target exists
     */
    public static void backUp(Path directory, Path target) {
        Path file = databaseIn(directory);
        if (Files.exists(target)) {
            throw new IllegalArgumentException(target + " exists: a backup does not replace a file");
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.deleteIfExists(part);
            try (Database database = Database.reading(file, 1)) {
                database.outside("VACUUM INTO ?", part.toString());
            }
            try (Database copy = Database.writing(part)) {
                copy.within(statements -> statements.run(SET_EPOCH, RESTORED));
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be written to " + target, e);
        }
    }

    /**
     * Copies a backup into a data directory without a database.
     *
     * @throws IllegalArgumentException when the check of the backup finds a problem, or the directory has a database
     */
    public static void restore(Path backup, Path directory) {
        Verification verification = verify(backup);
        if (!verification.sound()) {
            throw new IllegalArgumentException(
                    backup + " is damaged: " + verification.problems().getFirst());
        }
        try (DirectoryLock _ = DirectoryLock.acquire(directory)) {
            Path target = directory.resolve(DATABASE);
            if (Files.exists(target)) {
                throw new IllegalArgumentException(
                        directory + " already has a database: move it away first, or restore into another directory");
            }
            Files.copy(backup, target);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be copied into " + directory, e);
        }
    }

    /** Checks a database file, or the database of a data directory: one consistent state, also while the server runs. */
    public static Verification verify(Path fileOrDirectory) {
        Path file = Files.isDirectory(fileOrDirectory) ? databaseIn(fileOrDirectory) : fileOrDirectory;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database " + file);
        }
        if (!hasDatabaseHeader(file)) {
            return new Verification(
                    Map.of(), List.of(file + " is not a database: it does not begin with the header of SQLite"));
        }
        try (Database database = Database.reading(file, 1)) {
            return database.within(DatabaseChecks::run);
        } catch (RuntimeException unreadable) {
            SQLiteErrorCode code = Database.errorCode(unreadable).orElseThrow(() -> unreadable);
            return new Verification(Map.of(), List.of(file + " cannot be opened as a database: " + code.message));
        }
    }

    /** Checked before a pool is opened, because the pool logs many errors about an unreadable file. An empty file is an empty database. */
    private static boolean hasDatabaseHeader(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(MAGIC.length);
            return header.length == 0 || Arrays.equals(header, MAGIC);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }

    private static Path databaseIn(Path directory) {
        Path file = directory.resolve(DATABASE);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database in " + directory + ": expected " + file);
        }
        return file;
    }

    /** Called when a server opens a database: a restored copy gets a new epoch. */
    static void renewRestoredEpoch(Database database) {
        database.within(statements -> statements.run(REPLACE_EPOCH, Epoch.next(), RESTORED));
    }
}
