package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.model.Caller;
import collab.persistence.LedgerUnavailable;
import collab.persistence.LedgerUnavailable.Outcome;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshot;
import collab.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests opening, migrations, and the state after a killed process or a full disk. */
@Timeout(120)
class SqlitePersistenceTest {
    private static final List<String> OLD = List.of("CREATE TABLE log_state (id INTEGER PRIMARY KEY, epoch TEXT,"
            + " head INTEGER, floor INTEGER, commits INTEGER);\n");

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));

    @Test
    void openCreatesTheDirectoryAndCloseIsIdempotent() {
        Persistence store = SqlitePersistence.open(PersistenceConfig.in(directory.resolve("new/place")), clock);
        assertEquals(LogPosition.START, store.log().head());
        assertEquals(LogPosition.START, store.log().floor());
        assertEquals(12, store.log().epoch().length());
        store.close();
        store.close();
    }

    @Test
    void openRejectsANewerDatabaseAndDoesNotChangeIt() {
        SqlitePersistence.open(PersistenceConfig.in(directory), clock).close();
        int present;
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            present = version(database);
            database.outside("PRAGMA user_version = 99");
        }
        IllegalStateException rejection = assertThrows(
                IllegalStateException.class, () -> SqlitePersistence.open(PersistenceConfig.in(directory), clock));
        assertTrue(rejection.getMessage().contains("version 99"), rejection::getMessage);
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            assertEquals(99, version(database));
            database.outside("PRAGMA user_version = " + present);
        }
        SqlitePersistence.open(PersistenceConfig.in(directory), clock).close(); // the failed open released the lock
    }

    @Test
    void openCopiesAndMigratesAnOlderDatabase() throws IOException {
        Path file = directory.resolve("collab.db");
        try (Database database = Database.writing(file)) {
            new SchemaMigrations(OLD).migrate(database, directory, clock.instant());
            assertFalse(Files.exists(directory.resolve("backups")), "an empty database is not copied");
            new SchemaMigrations(Stream.concat(
                                    OLD.stream(),
                                    Stream.of("-- a comment; with a semicolon\nCREATE TABLE extra (id INTEGER);\n"
                                            + "INSERT INTO extra VALUES (7);"))
                            .toList())
                    .migrate(database, directory, clock.instant());
            assertEquals(2, version(database));
            assertEquals(7L, (long) database.within(statements -> statements.number("SELECT id FROM extra")));
        }
        Path backup = directory.resolve("backups/before-1-20261123-090000.db");
        try (Database database = Database.reading(backup, 1)) {
            assertEquals(1, version(database));
            assertEquals(1L, (long) database.within(statements -> statements.number("SELECT count(*) FROM log_state")));
        }
    }

    @Test
    void failedMigrationChangesNothing() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(OLD).migrate(database, directory, clock.instant());
            List<String> broken = List.of(OLD.getFirst(), "CREATE TABLE extra (id INTEGER);\n", "CREATE NONSENSE;\n");
            assertThrows(
                    RuntimeException.class,
                    () -> new SchemaMigrations(broken).migrate(database, directory, clock.instant()));
            assertEquals(1, version(database));
            assertEquals(0L, (long) database.within(
                    statements -> statements.number("SELECT count(*) FROM sqlite_master WHERE name = 'extra'")));
        }
    }

    @Test
    void commitsAreDurableAndReadersCannotWrite() {
        Path file = directory.resolve("collab.db");
        try (Database database = Database.writing(file)) {
            assertEquals(2L, (long) database.within(statements -> statements.number("PRAGMA synchronous")), "FULL");
            assertEquals(
                    "wal",
                    database.within(statements -> statements
                            .find("PRAGMA journal_mode", row -> row.text("journal_mode"))
                            .orElseThrow()));
            assertEquals(1L, (long) database.within(statements -> statements.number("PRAGMA foreign_keys")));
            try (Database readers = Database.reading(file, 1)) {
                assertThrows(
                        RuntimeException.class,
                        () -> readers.within(statements -> statements.run("CREATE TABLE forbidden (id INTEGER)")));
            }
        }
    }

    @Test
    void secondProcessIsRejectedAndAKilledProcessLosesNoAcknowledgedCommit() throws Exception {
        List<Long> acknowledged = new ArrayList<>();
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sender.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader sent = process.inputReader()) {
            for (int i = 0; i < 200; i++) {
                acknowledged.add(Long.parseLong(sent.readLine()));
            }
            IllegalStateException rejection = assertThrows(
                    IllegalStateException.class, () -> SqlitePersistence.open(PersistenceConfig.in(directory), clock));
            assertTrue(rejection.getMessage().contains("in use by another process"), rejection::getMessage);
            process.toHandle()
                    .destroyForcibly(); // SIGKILL; unlike Process, the handle does not close this end of the pipe
            sent.lines().filter(line -> !line.isEmpty()).map(Long::parseLong).forEach(acknowledged::add);
        }
        process.waitFor();

        try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(directory), InstantSource.system())) {
            List<Long> kept = store.log().read(LogPosition.START, 1_000_000).stream()
                    .map(event -> event.seq().value())
                    .toList();
            assertEquals(
                    LongStream.rangeClosed(1, store.log().head().value())
                            .boxed()
                            .toList(),
                    kept);
            assertTrue(kept.containsAll(acknowledged));
            long created = store.log().read(LogPosition.START, 1_000_000).stream()
                    .filter(event -> event.type().equals("message.created"))
                    .count();
            assertEquals(
                    created,
                    (long) store.snapshots()
                            .read(world -> world.channel(new ChannelId(1))
                                    .orElseThrow()
                                    .lastNo()),
                    "rows and events come from the same transactions");
        }
    }

    /** Sends messages without end and prints the position of each committed one. */
    static final class Sender {
        private Sender() {}

        public static void main(String[] args) {
            Persistence store = SqlitePersistence.open(PersistenceConfig.in(Path.of(args[0])), InstantSource.system());
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            Caller.Person alice = fixture.createUser("alice");
            fixture.createWorkspace(alice, "General");
            while (true) {
                System.out.println(
                        fixture.execute(alice, new Command.SendMessage(new ChannelId(1), "hi", Optional.empty()))
                                .seq());
            }
        }
    }

    /** Needs the right to mount a small file system; skipped without it. */
    @Test
    void fullDiskRejectsWritesUntilSpaceIsFree() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "no right to mount a tmpfs");
        try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(disk), clock)) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            Caller.Person alice = fixture.createUser("alice");
            fixture.createWorkspace(alice, "General");
            Command longMessage = new Command.SendMessage(new ChannelId(1), "x".repeat(10_000), Optional.empty());
            Path filler = disk.resolve("filler");
            fill(filler);
            LogPosition acknowledged = store.log().head();
            LedgerUnavailable rejection = null;
            for (int i = 0; i < 1_000 && rejection == null; i++) {
                try {
                    acknowledged = fixture.execute(alice, longMessage).seq();
                } catch (LedgerUnavailable full) {
                    rejection = full;
                }
            }
            assertEquals(Outcome.NOT_EXECUTED, rejection.outcome());
            assertThrows(LedgerUnavailable.class, () -> fixture.execute(alice, longMessage), "while the disk is full");
            assertEquals(acknowledged, store.log().head());
            assertEquals(acknowledged, store.snapshots().read(Snapshot::position), "reads continue");

            Files.delete(filler);

            assertEquals(
                    acknowledged.plus(1), fixture.execute(alice, longMessage).seq());
            assertEquals(
                    acknowledged.value() + 1,
                    store.log().read(LogPosition.START, 100_000).size());
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Needs the right to mount a small file system; skipped without it. */
    @Test
    void startOnAFullDiskAnswersQueriesAndWritesWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "no right to mount a tmpfs");
        try {
            LogPosition head;
            String epoch;
            Path killed = Files.createDirectory(directory.resolve("killed"));
            try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(disk), clock)) {
                LedgerFixture fixture = new LedgerFixture(store.ledger());
                fixture.createWorkspace(fixture.createUser("alice"), "General");
                head = store.log().head();
                epoch = store.log().epoch();
                for (String name : List.of("collab.db", "collab.db-wal", "collab.position")) {
                    Files.copy(disk.resolve(name), killed.resolve(name));
                }
            }
            for (String name : List.of("collab.db", "collab.db-wal", "collab.position")) {
                Files.copy(killed.resolve(name), disk.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            Path filler = disk.resolve("filler");
            fillWhole(filler);
            try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(disk), clock)) {
                assertEquals(head, store.log().head());
                assertEquals(epoch, store.log().epoch());
                assertEquals(head, store.snapshots().read(Snapshot::position));
                LedgerFixture fixture = new LedgerFixture(store.ledger());
                Files.delete(filler);
                fixture.createUser("bob");
                assertEquals(
                        store.log().head(),
                        PositionMarker.read(disk.resolve("collab.position"))
                                .orElseThrow()
                                .head());
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void fillWhole(Path file) {
        byte[] block = new byte[4_096];
        assertThrows(IOException.class, () -> {
            try (var out = Files.newOutputStream(file)) {
                while (true) out.write(block);
            }
        });
    }

    private static void fill(Path file) {
        byte[] block = new byte[4_096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            try {
                // frees some space, so that some commands succeed before the disk is full
                assertTrue(Files.size(file) > 1 << 20);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(Files.size(file) - (256 << 10));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private static int version(Database database) {
        return database.within(statements -> (int) statements.number("PRAGMA user_version"));
    }
}
