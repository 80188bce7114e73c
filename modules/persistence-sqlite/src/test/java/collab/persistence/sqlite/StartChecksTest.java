package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import collab.domain.id.LogPosition;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartChecksTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));

    private Persistence open(String name) {
        return SqlitePersistence.open(PersistenceConfig.in(folder.resolve(name)), clock);
    }

    /**
     * Story: a flush failed, the process ended, and the next one read the unflushed pages from memory and wrote after them. A power
     * loss then took everything that was acknowledged since: half of the messages.
     */
    @Test
    void startFlushesWhatTheLastRunWroteIntoTheDatabaseFile() throws IOException {
        LogPosition head;
        String epoch;
        try (Persistence store = open("data")) {
            new LedgerFixture(store.ledger()).createUser("alice");
            head = store.log().head();
            epoch = store.log().epoch();
            copy("data", "crashed", List.of("collab.db", "collab.db-wal", "collab.position"));
        }
        try (Persistence restarted = open("crashed")) {
            assertEquals(head, restarted.log().head());
            copy("crashed", "flushed", List.of("collab.db", "collab.position")); // what does not depend on memory
        }
        try (Persistence store = open("flushed")) {
            assertEquals(head, store.log().head());
            assertEquals(epoch, store.log().epoch());
        }
    }

    @Test
    void firstStartThatIsKilledIsRepeated() throws IOException {
        DataFolder data = new DataFolder(Files.createDirectory(folder.resolve("data")));
        Files.writeString(data.creating(), "half of a database");
        Files.writeString(Path.of(data.creating() + "-wal"), "and its log");
        open("data").close();
        try (Stream<Path> files = Files.list(data.path())) {
            assertEquals(
                    List.of("collab.db", "collab.lock", "collab.position"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    /** Needs the right to mount a small file system; skipped without it. */
    @Test
    void migrationWithoutRoomForItsCopyNamesTheReasonAndLeavesNoFile() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "no right to mount a tmpfs");
        try {
            String script = "CREATE TABLE log_state (id INTEGER PRIMARY KEY, epoch TEXT, head INTEGER, floor INTEGER,"
                    + " commits INTEGER);\nCREATE TABLE filler (bytes BLOB);\nINSERT INTO filler VALUES"
                    + " (zeroblob(2500000));";
            try (Database database = Database.writing(disk.resolve("collab.db"))) {
                new SchemaMigrations(List.of(script)).migrate(database, disk, clock.instant());
            }
            try (Database database = Database.writing(disk.resolve("collab.db"))) {
                SchemaMigrations next = new SchemaMigrations(List.of(script, "CREATE TABLE extra (id INTEGER);"));
                IllegalStateException failure =
                        assertThrows(IllegalStateException.class, () -> next.migrate(database, disk, clock.instant()));
                assertTrue(failure.getMessage().contains("no room on the disk"), failure::getMessage);
                assertTrue(failure.getMessage().contains("backups/before-1-"), failure::getMessage);
            }
            try (Stream<Path> copies = Files.list(disk.resolve("backups"))) {
                assertEquals(List.of(), copies.toList());
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void copy(String from, String to, List<String> names) throws IOException {
        Files.createDirectory(folder.resolve(to));
        for (String name : names) {
            Files.copy(folder.resolve(from).resolve(name), folder.resolve(to).resolve(name));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }
}
