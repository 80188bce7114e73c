package collab.persistence.sqlite;

import collab.persistence.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * Restores a database into a data directory. The copy is written, checked and flushed under another name and then renamed, so a
 * restore that is killed at any moment leaves the directory without a database or with the complete one.
 */
final class DatabaseRestore {
    private final Path source;
    private final DataFolder folder;
    private final Consumer<Step> before;

    /** @param before called before each step, for tests */
    DatabaseRestore(Path source, DataFolder folder, Consumer<Step> before) {
        this.source = source;
        this.folder = folder;
        this.before = before;
    }

    /** The steps of a restore, in order. */
    enum Step {
        COPY,
        RENEW_EPOCH,
        VERIFY,
        FLUSH,
        RENAME
    }

    /** @throws IllegalArgumentException when the source is damaged, or the directory has files of another database */
    void run() {
        requireSource();
        try (DirectoryLock _ = DirectoryLock.acquire(folder.path())) {
            requireNoDatabase();
            PrivateFiles.giveToOwnerOfFolder(folder.lock());
            DataFolder.delete(folder.restoring()); // of a restore that was killed
            try {
                copy();
            } catch (RuntimeException | IOException failed) {
                DataFolder.delete(folder.restoring());
                throw failed;
            }
            before.accept(Step.RENAME);
            Files.move(folder.restoring(), folder.database(), StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.flushNameOf(folder.database());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    source + " cannot be restored into " + folder.path() + ": " + PrivateFiles.reason(e), e);
        }
    }

    private void requireSource() {
        if (!Files.isRegularFile(source)) {
            throw new IllegalArgumentException("there is no file " + source);
        }
        if (!DataFolder.isDatabase(source)) {
            throw new IllegalArgumentException(
                    source + " is not a database: it does not begin with the header of SQLite");
        }
    }

    /**
     * A {@code -wal} file beside a database that was moved away holds the newest changes of that database. SQLite would write them
     * into the restored one and damage it; deleting them here would damage the other one.
     */
    private void requireNoDatabase() {
        if (Files.exists(folder.database())) {
            throw new IllegalArgumentException(folder.path() + " already has a database: move " + folder.database()
                    + " away together with its files " + folder.database() + "-wal and -shm, or restore into another"
                    + " directory");
        }
        List<Path> remains = DataFolder.companions(folder.database());
        if (!remains.isEmpty()) {
            throw new IllegalArgumentException(remains.getFirst()
                    + " belongs to a database that was moved away and holds its newest changes: move it to that database, or"
                    + " delete it if that database is not needed any more, then repeat the restore");
        }
    }

    private void copy() throws IOException {
        Path part = folder.restoring();
        before.accept(Step.COPY);
        PrivateFiles.createFile(part);
        try (Database from = Database.reading(source, 1)) {
            from.outside("VACUUM INTO ?", part.toString()); // one consistent state, with what lies in a -wal file
        } catch (RuntimeException failed) {
            throw DatabaseMaintenance.named(failed, source + " cannot be copied to " + part);
        }
        before.accept(Step.RENEW_EPOCH);
        try {
            DatabaseMaintenance.markAsRestored(part);
        } catch (RuntimeException failed) {
            throw DatabaseMaintenance.named(failed, source + " is not a database of hero-collab");
        }
        before.accept(Step.VERIFY);
        Verification verification = DatabaseMaintenance.verify(part);
        if (!verification.sound()) {
            throw new IllegalArgumentException(
                    source + " is damaged: " + verification.problems().getFirst());
        }
        DataFolder.requireNoCompanions(part);
        before.accept(Step.FLUSH);
        PrivateFiles.giveToOwnerOfFolder(part);
        PrivateFiles.flush(part);
    }
}
