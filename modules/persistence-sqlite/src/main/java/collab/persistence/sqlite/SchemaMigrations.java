package collab.persistence.sqlite;

import collab.persistence.spi.Epoch;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.connection.OpenFailure;
import collab.persistence.sqlite.folder.DataFolder;
import collab.persistence.sqlite.folder.PrivateFiles;
import collab.persistence.sqlite.query.StoredReactions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sqlite.SQLiteErrorCode;

/**
 * Migrates the schema to the version of this program: numbered scripts, forward only, all in one transaction. Before it
 * migrates a database that has a schema, it copies the database to the folder {@code backups} in the data directory. {@code PRAGMA user_version} stores the version.
 */
final class SchemaMigrations {
    private static final Logger LOG = System.getLogger(SchemaMigrations.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final int VERSION = 17;

    /** The version in which the emoji of stored reactions are canonical. */
    private static final int CANONICAL_EMOJI_VERSION = 12;

    private static final String INSERT_STATE = """
            INSERT INTO log_state (id, epoch, head, floor, commits) VALUES (1, ?, 0, 0, 0)
            """;

    private final List<String> scripts;

    /** @param scripts the script at index i migrates from version i to i + 1 */
    SchemaMigrations(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** The scripts of this program. */
    static SchemaMigrations ofThisVersion() {
        return new SchemaMigrations(scriptsUpTo(VERSION));
    }

    /** The scripts of the program whose schema had this version. */
    static List<String> scriptsUpTo(int version) {
        return IntStream.rangeClosed(1, version)
                .mapToObj(number -> script("%04d.sql".formatted(number)))
                .toList();
    }

    private static String script(String name) {
        try (InputStream in = SchemaMigrations.class.getResourceAsStream("schema/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + name + " is missing in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Migrates a database.
     *
     * @throws IllegalStateException when a newer program or another product wrote the database, or its copy cannot be written
     */
    void migrate(Database database, Path directory, Instant now) {
        int found = version(database);
        if (found < 0 || (found == 0 && hasTables(database))) {
            throw new IllegalStateException("the database in " + directory + " has version " + found
                    + " and tables of another product, expected a database of hero-collab with a version from 1 to "
                    + scripts.size());
        }
        if (found > scripts.size()) {
            throw new IllegalStateException("the database in " + directory + " has version " + found
                    + ", this program supports versions up to " + scripts.size() + ": start the newer program");
        }
        if (found == scripts.size()) {
            return;
        }
        if (found > 0) {
            backUp(database, directory, found, now);
        }
        database.within(statements -> {
            for (String script : scripts.subList(found, scripts.size())) {
                split(script).forEach(statements::run);
            }
            if (found > 0 && found < CANONICAL_EMOJI_VERSION && scripts.size() >= CANONICAL_EMOJI_VERSION) {
                StoredReactions.makeCanonical(statements);
            }
            if (found == 0) {
                statements.run(INSERT_STATE, Epoch.next());
            }
            return statements.run("PRAGMA user_version = " + scripts.size());
        });
        LOG.log(Level.INFO, "migrated the database in {0} from version {1} to {2}", directory, found, scripts.size());
    }

    private static int version(Database database) {
        return database.within(statements -> (int) statements.number("PRAGMA user_version"));
    }

    private static boolean hasTables(Database database) {
        return database.within(statements -> statements.exists("SELECT 1 FROM sqlite_master"));
    }

    /** The copy appears under its name when it is complete; a copy that fails leaves no file. */
    private static void backUp(Database database, Path directory, int version, Instant now) {
        Path folder = new DataFolder(directory).backups();
        Path file = folder.resolve("before-" + version + "-" + STAMP.format(now) + ".db");
        Path part = Path.of(file + ".part");
        try {
            PrivateFiles.createFolder(folder);
            DataFolder.delete(part);
            PrivateFiles.createFile(part);
            try {
                database.outside("VACUUM INTO ?", part.toString());
                PrivateFiles.flush(part);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                PrivateFiles.flushNameOf(file);
            } finally {
                DataFolder.delete(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the copy before the migration cannot be written to " + file + ": " + PrivateFiles.reason(e), e);
        } catch (RuntimeException failed) {
            SQLiteErrorCode code = Database.errorCode(failed).orElseThrow(() -> failed);
            throw new IllegalStateException(
                    "the copy before the migration cannot be written to " + file + ": "
                            + OpenFailure.reason(code, new DataFolder(directory))
                            + ". The database was not changed",
                    failed);
        }
        LOG.log(Level.INFO, "saved the database with schema version {0} to {1}", version, file);
    }

    /** Splits a script into statements: each ends with a semicolon at the end of a line. */
    private static List<String> split(String script) {
        String bare = script.lines().map(line -> line.replaceFirst("--.*", "")).collect(Collectors.joining("\n"));
        return Arrays.stream(bare.split(";\\s*\n|;\\s*$"))
                .filter(statement -> !statement.isBlank())
                .toList();
    }
}
