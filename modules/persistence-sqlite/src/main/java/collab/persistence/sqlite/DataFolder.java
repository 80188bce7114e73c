package collab.persistence.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a data directory. Before a server opens the database, {@link #hasDatabase} compares them: a folder from which files
 * were lost is an error, never a new empty server.
 *
 * @param path the directory
 */
record DataFolder(Path path) {
    private static final String DATABASE = "collab.db";
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** The files that SQLite keeps beside a database and that belong to this database only. */
    private static final List<String> COMPANIONS = List.of("-wal", "-journal", "-shm");

    Path database() {
        return path.resolve(DATABASE);
    }

    Path wal() {
        return path.resolve(DATABASE + "-wal");
    }

    /** A restore writes here and renames the complete file to {@link #database}. */
    Path restoring() {
        return path.resolve(DATABASE + ".part");
    }

    /** The first start writes here and renames the complete file to {@link #database}. */
    Path creating() {
        return path.resolve(DATABASE + ".new");
    }

    Path position() {
        return path.resolve("collab.position");
    }

    Path lock() {
        return path.resolve("collab.lock");
    }

    Path backups() {
        return path.resolve("backups");
    }

    /** The existing files of {@link #COMPANIONS} of a database. */
    static List<Path> companions(Path database) {
        return companionNames(database).filter(Files::exists).toList();
    }

    private static Stream<Path> companionNames(Path database) {
        return COMPANIONS.stream().map(suffix -> Path.of(database + suffix));
    }

    /** @throws IllegalStateException when a database that was closed still has files of SQLite beside it */
    static void requireNoCompanions(Path database) {
        if (!companions(database).isEmpty()) {
            throw new IllegalStateException("the closed database " + database + " still has " + companions(database));
        }
    }

    /** Deletes a database that is not complete. */
    static void delete(Path database) throws IOException {
        Files.deleteIfExists(database);
        for (Path companion : companionNames(database).toList()) Files.deleteIfExists(companion);
    }

    /** Whether the file begins like a database of SQLite. */
    static boolean isDatabase(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + PrivateFiles.reason(unreadable), unreadable);
        }
    }

    // ---- Start of a server ----

    /** Removes the permissions of others from everything that contains data. */
    void closeToOthers() {
        PrivateFiles.closeToOthers(path);
        List<Path> files = Stream.concat(companionNames(database()), Stream.of(database(), lock(), position()))
                .toList();
        files.stream().filter(Files::exists).forEach(PrivateFiles::closeToOthers);
        if (!Files.isDirectory(backups())) return;
        PrivateFiles.closeToOthers(backups());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(backups(), "*.db")) {
            copies.forEach(PrivateFiles::closeToOthers);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    backups() + " cannot be read: " + PrivateFiles.reason(unreadable), unreadable);
        }
    }

    /**
     * Returns whether there is a database that can be opened, or none at all.
     *
     * @throws IllegalStateException when a part of the database is missing, or the user of this process cannot write its files
     */
    boolean hasDatabase() {
        if (!Files.exists(database())) {
            requireNoRemains();
            return false;
        }
        requireAccess();
        if (database().toFile().length() == 0) {
            throw new IllegalStateException(
                    "the database " + database() + " is empty (0 bytes): " + waysOut(database()));
        }
        if (!isDatabase(database())) {
            throw new IllegalStateException("the database " + database()
                    + " does not begin with the header of SQLite, its beginning was overwritten: "
                    + waysOut(database()));
        }
        return true;
    }

    private void requireNoRemains() {
        for (Path remains : List.of(wal(), Path.of(database() + "-journal"), restoring(), position())) {
            if (!Files.exists(remains)) continue;
            String what = remains.equals(restoring())
                    ? "A restore did not finish: repeat it"
                    : "A server has used this folder: put the file back together with its -wal file, or restore a backup";
            throw new IllegalStateException("the database " + database() + " is missing, but there is " + remains + ". "
                    + what + ". To begin with an empty server, move " + remains + " away or use another folder");
        }
    }

    private static String waysOut(Path database) {
        return "move it away with the files beside it, then restore a backup with 'hero-collab admin restore'; without "
                + database.getFileName() + " and collab.position the server begins empty";
    }

    private void requireAccess() {
        for (Path file : Stream.concat(Stream.of(path, database()), companions(database()).stream())
                .toList()) {
            if (!Files.isReadable(file) || !Files.isWritable(file)) {
                throw new IllegalStateException(file + " cannot be written by user " + System.getProperty("user.name")
                        + ownedBy(file) + ": make it writable for the user who runs the server");
            }
        }
    }

    private static String ownedBy(Path file) {
        try {
            return ", it belongs to " + Files.getOwner(file).getName();
        } catch (IOException unknown) {
            return "";
        }
    }
}
