package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.DatabaseRestore.Step;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Story: an administrator moved {@code collab.db} away after a crash and restored a backup beside the old {@code -wal} file. The
 * command said "restored"; SQLite then wrote the old changes into the backup, and the server could not start. A restore that was
 * killed left an empty file, with which a server started empty.
 */
@Timeout(120)
class DatabaseRestoreTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private Path backup;
    private String epoch;
    private LogPosition head;

    private Persistence open(String name) {
        return SqlitePersistence.open(PersistenceConfig.in(folder.resolve(name)), clock);
    }

    @BeforeEach
    void backUp() {
        backup = folder.resolve("backup.db");
        try (Persistence store = open("data")) {
            new LedgerFixture(store.ledger()).createUser("alice");
            epoch = store.log().epoch();
            head = store.log().head();
            DatabaseMaintenance.backUp(folder.resolve("data"), backup);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-journal", "-shm"})
    void restoreRejectsFilesOfADatabaseThatWasMovedAway(String suffix) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path remains = Files.writeString(target.resolve("collab.db" + suffix), "the newest changes");
        IllegalArgumentException rejection =
                assertThrows(IllegalArgumentException.class, () -> DatabaseMaintenance.restore(backup, target));
        assertTrue(rejection.getMessage().contains(remains.toString()), rejection::getMessage);
        assertEquals("the newest changes", Files.readString(remains));
        assertFalse(Files.exists(target.resolve("collab.db")));
        Files.delete(remains);
        DatabaseMaintenance.restore(backup, target);
        assertEquals(List.of("collab.db", "collab.lock"), names(target));
    }

    /** A killed process runs no cleanup, so the test looks at the folder as each step finds it. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void restoreThatIsKilledLeavesNoDatabase(Step killedBefore) throws IOException {
        Path target = folder.resolve("target");
        Path found = folder.resolve("found");
        new DatabaseRestore(backup, new DataFolder(target), step -> {
                    if (step == killedBefore) copy(target, found);
                })
                .run();
        assertFalse(Files.exists(found.resolve("collab.db")));
        if (Files.exists(found.resolve("collab.db.part"))) {
            IllegalStateException rejection = assertThrows(IllegalStateException.class, () -> open("found"));
            assertTrue(rejection.getMessage().contains("A restore did not finish"), rejection::getMessage);
        }
        DatabaseMaintenance.restore(backup, found);
        try (Persistence store = open("found")) {
            assertEquals(head, store.log().head());
            assertNotEquals(epoch, store.log().epoch());
        }
    }

    @Test
    void restoredFileIsCompleteWhenItGetsItsName() {
        Path target = folder.resolve("target");
        boolean[] sound = new boolean[1];
        new DatabaseRestore(backup, new DataFolder(target), step -> {
                    if (step == Step.RENAME) {
                        sound[0] = DatabaseMaintenance.verify(target.resolve("collab.db.part"))
                                .sound();
                    }
                })
                .run();
        assertTrue(sound[0]);
    }

    @Test
    void plainCopyOfTheFileGetsANewEpoch() throws IOException {
        Path copy = Files.copy(folder.resolve("data/collab.db"), folder.resolve("copy.db"));
        DatabaseMaintenance.restore(copy, folder.resolve("target"));
        try (Persistence store = open("target")) {
            assertEquals(head, store.log().head());
            assertNotEquals(epoch, store.log().epoch());
        }
    }

    @Test
    void copyWithAWalFileIsRestoredWithItsNewestChanges() throws IOException {
        try (Persistence store = open("data")) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            fixture.createUser("bob");
            head = store.log().head();
            for (String suffix : List.of("", "-wal")) {
                Files.copy(folder.resolve("data/collab.db" + suffix), folder.resolve("copy.db" + suffix));
            }
        }
        DatabaseMaintenance.restore(folder.resolve("copy.db"), folder.resolve("target"));
        try (Persistence store = open("target")) {
            assertEquals(head, store.log().head());
        }
    }

    @Test
    void damagedBackupLeavesNothing() throws IOException {
        try (Database database = Database.writing(backup)) {
            database.within(statements -> statements.run("DELETE FROM event_log WHERE seq = 1"));
        }
        IllegalArgumentException rejection = assertThrows(
                IllegalArgumentException.class, () -> DatabaseMaintenance.restore(backup, folder.resolve("target")));
        assertTrue(rejection.getMessage().contains("is damaged: log"), rejection::getMessage);
        assertEquals(List.of("collab.lock"), names(folder.resolve("target")));
    }

    @Test
    void restoredFolderBelongsToItsUserAlone() throws IOException {
        DatabaseMaintenance.restore(backup, folder.resolve("target"));
        assertEquals("rwx------", permissions(folder.resolve("target")));
        assertEquals("rw-------", permissions(folder.resolve("target/collab.db")));
        assertEquals("rw-------", permissions(backup));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectory(to);
            for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
