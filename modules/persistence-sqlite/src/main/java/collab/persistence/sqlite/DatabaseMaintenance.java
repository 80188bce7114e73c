package collab.persistence.sqlite;

import collab.persistence.Verification;
import collab.persistence.spi.Epoch;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.folder.DataFolder;
import collab.persistence.sqlite.folder.PrivateFiles;
import collab.persistence.sqlite.query.DatabaseChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;

/** Copies, restores and checks databases for administrators. Copying and checking work while the server runs. */
public final class DatabaseMaintenance {
    /** The epoch of a restored database before its first start; {@link Epoch} never generates a name with a dot. */
    static final String RESTORED = "restored.";

    private static final String SET_EPOCH = "UPDATE log_state SET epoch = ?";

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
            DataFolder.delete(part);
            try {
                copy(file, part);
            } catch (RuntimeException | IOException failed) {
                DataFolder.delete(part);
                throw failed;
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.flushNameOf(target);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the backup cannot be written to " + target + ": " + PrivateFiles.reason(e), e);
        }
    }

    private static void copy(Path file, Path part) throws IOException {
        PrivateFiles.createFile(part);
        try (Database database = Database.reading(file, 1)) {
            database.outside("VACUUM INTO ?", part.toString());
        } catch (RuntimeException failed) {
            throw named(failed, file + " cannot be copied to " + part);
        }
        markAsRestored(part);
        PrivateFiles.flush(part);
    }

    /**
     * Sets the epoch of a copy, and a journal mode in which it can be read without files beside it; a server that opens it sets the
     * mode back.
     */
    static void markAsRestored(Path copy) {
        try (Database database = Database.writing(copy)) {
            database.within(statements -> statements.run(SET_EPOCH, RESTORED));
            database.outside(
                    statements -> statements.find("PRAGMA journal_mode = DELETE", row -> row.text("journal_mode")));
        }
    }

    /** Names the file and the reason that SQLite gave. */
    static RuntimeException named(RuntimeException failure, String what) {
        return Database.errorCode(failure)
                .<RuntimeException>map(code -> new IllegalStateException(what + ": " + code.message, failure))
                .orElse(failure);
    }

    /**
     * Restores a backup, or a copy of a database file, into a data directory without a database. The directory has the complete
     * database or none when this is interrupted. The first server that starts with it creates a new epoch.
     *
     * @throws IllegalArgumentException when the check of the backup finds a problem, or the directory has a database or files of one
     */
    public static void restore(Path backup, Path directory) {
        new DatabaseRestore(backup, new DataFolder(directory), _ -> {}).run();
    }

    /** Checks a database file, or the database of a data directory: one consistent state, also while the server runs. */
    public static Verification verify(Path fileOrDirectory) {
        Path file = Files.isDirectory(fileOrDirectory) ? databaseIn(fileOrDirectory) : fileOrDirectory;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database " + file);
        }
        // before a pool is opened, because the pool logs many errors about an unreadable file
        if (!DataFolder.isDatabase(file)) {
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

    private static Path databaseIn(Path directory) {
        Path file = new DataFolder(directory).database();
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no database in " + directory + ": expected " + file);
        }
        return file;
    }
}
