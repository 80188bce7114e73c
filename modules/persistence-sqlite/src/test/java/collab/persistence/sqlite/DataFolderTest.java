package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.CommandRules;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.folder.DirectoryLost;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Story: a server whose database file had been lost started empty, without a word, and overwrote the {@code -wal} file that still
 * held the newest changes.
 */
@Timeout(120)
class DataFolderTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));

    private Path file(String name) {
        return folder.resolve("data").resolve(name);
    }

    private Persistence open(String name) {
        return SqlitePersistence.open(PersistenceConfig.in(folder.resolve(name)), clock);
    }

    private LogPosition createServer() {
        try (Persistence store = open("data")) {
            for (int i = 0; i < 50; i++) new LedgerFixture(store.ledger()).createUser("user" + i);
            return store.log().head();
        }
    }

    private String refusal(String name) {
        return assertThrows(IllegalStateException.class, () -> open(name)).getMessage();
    }

    private static void assertContains(String part, String message) {
        assertTrue(message.contains(part), message);
    }

    // ---- Lost and damaged files ----

    @ParameterizedTest
    @CsvSource({
        "collab.db-wal, A server has used this folder",
        "collab.db-journal, A server has used this folder",
        "collab.position, A server has used this folder",
        "collab.db.part, A restore did not finish"
    })
    void folderWithoutItsDatabaseIsRejected(String remains, String reason) throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(file(remains), "precious");
        String message = refusal("data");
        assertContains("the database " + file("collab.db") + " is missing", message);
        assertContains(reason, message);
        assertEquals("precious", Files.readString(file(remains)));
        assertFalse(Files.exists(file("collab.db")));
    }

    @Test
    void newFolderWithOtherFilesBeginsEmpty() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(file("link.secret"), "secret");
        Files.writeString(file("collab.db.new"), "of a first start that was killed");
        open("data").close();
        assertFalse(Files.exists(file("collab.db.new")));
    }

    @Test
    void emptyDatabaseFileIsRejected() throws IOException {
        createServer();
        Files.write(file("collab.db"), new byte[0]);
        assertContains("is empty (0 bytes)", refusal("data"));
        assertEquals(0, Files.size(file("collab.db")));
    }

    @Test
    void overwrittenBeginIsRejected() throws IOException {
        createServer();
        try (RandomAccessFile database = new RandomAccessFile(file("collab.db").toFile(), "rw")) {
            database.write(new byte[4_096]);
        }
        assertContains("does not begin with the header of SQLite", refusal("data"));
    }

    @Test
    void halfADatabaseFileIsRejected() throws IOException {
        createServer();
        long bytes = Files.size(file("collab.db"));
        try (RandomAccessFile database = new RandomAccessFile(file("collab.db").toFile(), "rw")) {
            database.setLength(bytes / 2);
        }
        String message = refusal("data");
        assertContains("has " + bytes / 2 + " bytes, its header states " + bytes, message);
        assertContains("damaged", message);
        assertEquals(bytes / 2, Files.size(file("collab.db")), "nothing was changed");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE log_state SET head = head - 1",
        "UPDATE log_state SET head = head + 1",
        "DELETE FROM event_log WHERE seq = 1",
        "UPDATE log_state SET floor = 5"
    })
    void logThatDoesNotFitItsBoundsIsRejected(String damage) {
        createServer();
        try (Database database = Database.writing(file("collab.db"))) {
            database.within(statements -> statements.run(damage));
        }
        assertContains("is damaged: its log has the positions", refusal("data"));
    }

    @Test
    void databaseOfAnotherProductIsRejected() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        try (Database database = Database.writing(file("collab.db"))) {
            database.within(statements -> statements.run("CREATE TABLE bookmark (id INTEGER)"));
        }
        assertContains("has version 0 and tables of another product", refusal("data"));
    }

    @Test
    void negativeVersionIsRejected() {
        createServer();
        try (Database database = Database.writing(file("collab.db"))) {
            database.outside("PRAGMA user_version = -1");
        }
        assertContains("has version -1 and tables of another product", refusal("data"));
    }

    // ---- Two processes ----

    /** Story: an administrator removed the lock, a second server started, and the first one failed each call for ever. */
    @Test
    void processEndsWhenItsLockFileIsRemoved() throws IOException {
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Persistence first = openWith(ended);
        Files.delete(file("collab.lock"));
        try (Persistence second = open("data")) {
            LogPosition head = second.log().head();
            assertThrows(LedgerUnavailable.class, () -> first.ledger().probeCommit());
            first.close(); // waits for the writer
            assertContains(
                    "collab.lock was removed",
                    assertInstanceOf(DirectoryLost.class, ended.get()).getMessage());
            second.ledger().probeCommit();
            assertEquals(head, second.log().head());
        }
    }

    @Test
    void processEndsWhenAnotherOneHasCommitted() {
        createServer();
        AtomicReference<Throwable> ended = new AtomicReference<>();
        try (Persistence store = openWith(ended)) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            fixture.createUser("alice");
            try (Database other = Database.writing(file("collab.db"))) {
                other.within(statements -> statements.run("UPDATE log_state SET commits = commits + 1"));
            }
            assertThrows(LedgerUnavailable.class, () -> fixture.createUser("bob"));
        }
        assertContains(
                "another process has written to it",
                assertInstanceOf(DirectoryLost.class, ended.get()).getMessage());
    }

    private Persistence openWith(AtomicReference<Throwable> ended) {
        return SqlitePersistence.open(
                PersistenceConfig.in(folder.resolve("data")),
                new SqlitePersistence.Environment(
                        clock, CommandRules.DOMAIN, ended::set, System::nanoTime, WalTruncation.BYTES_MAX));
    }

    // ---- Permissions ----

    /** Story: under the usual umask every local user could read the messages and the password hashes. */
    @Test
    void newFolderBelongsToItsUserAlone() throws IOException {
        try (Persistence store = open("data")) {
            new LedgerFixture(store.ledger()).createUser("alice");
            assertEquals("rwx------", permissions(folder.resolve("data")));
            try (Stream<Path> files = Files.list(folder.resolve("data"))) {
                for (Path file : files.toList()) assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @Test
    void openFolderOfAnOlderReleaseIsClosedToOthers() throws IOException {
        createServer();
        Files.createDirectory(file("backups"));
        Files.writeString(file("backups/before-6.db"), "an older copy");
        for (String name : List.of("", "backups")) mode(file(name), "rwxr-xr-x");
        for (String name : List.of("collab.db", "collab.lock", "backups/before-6.db")) mode(file(name), "rw-r--r--");
        open("data").close();
        for (String name : List.of("", "backups")) assertEquals("rwx------", permissions(file(name)), name);
        for (String name : List.of("collab.db", "collab.lock", "backups/before-6.db")) {
            assertEquals("rw-------", permissions(file(name)), name);
        }
    }

    @Test
    void folderThatIsOpenToItsGroupStaysOpenToItsGroup() throws IOException {
        createServer();
        mode(folder.resolve("data"), "rwxr-x---");
        open("data").close();
        assertEquals("rwxr-x---", permissions(folder.resolve("data")));
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
