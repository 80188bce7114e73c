package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Story: an administrator put an older copy of {@code collab.db} back. The epoch stayed the same, the log grew over the positions
 * that sleeping clients held, and when they resumed they missed 60 of 65 messages without a sign. The same happened when a crash
 * lost the {@code -wal} file.
 */
@Timeout(120)
class HistoryPutBackTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private int names;

    private Persistence open(String name) {
        return SqlitePersistence.open(PersistenceConfig.in(folder.resolve(name)), clock);
    }

    private String epoch(String name) {
        try (Persistence store = open(name)) {
            return store.log().epoch();
        }
    }

    private void write(Persistence store, int users) {
        LedgerFixture fixture = new LedgerFixture(store.ledger());
        for (int i = 0; i < users; i++) fixture.createUser("user" + ++names);
    }

    /** A folder with a stopped server, of which an older copy of the database exists. */
    private String stoppedServerWithAnOlderCopy() throws IOException {
        try (Persistence store = open("data")) {
            write(store, 3);
        }
        Files.copy(folder.resolve("data/collab.db"), folder.resolve("older.db"));
        try (Persistence store = open("data")) {
            write(store, 3);
            return store.log().epoch();
        }
    }

    @Test
    void olderCopyGetsANewEpoch() throws IOException {
        String epoch = stoppedServerWithAnOlderCopy();
        assertEquals(epoch, epoch("data"));
        Files.copy(folder.resolve("older.db"), folder.resolve("data/collab.db"), StandardCopyOption.REPLACE_EXISTING);
        String renewed = epoch("data");
        assertNotEquals(epoch, renewed);
        assertEquals(renewed, epoch("data"), "the next start keeps the new epoch");
    }

    @Test
    void crashedFolderKeepsItsEpoch() throws IOException {
        try (Persistence store = open("data")) {
            write(store, 3);
            copyFolder("data", "crashed"); // what kill -9 leaves
            assertEquals(store.log().epoch(), epoch("crashed"));
        }
    }

    /** The mark is written without a flush, so a killed process leaves it at the last commit. */
    @Test
    void lostWalFileGetsANewEpoch() throws IOException {
        try (Persistence store = open("data")) {
            write(store, 3);
            copyFolder("data", "crashed");
            LogPosition head = store.log().head();
            Files.delete(folder.resolve("crashed/collab.db-wal"));
            try (Persistence rest = open("crashed")) {
                assertTrue(head.isAfter(rest.log().head()));
                assertNotEquals(store.log().epoch(), rest.log().epoch());
            }
        }
    }

    @Test
    void cutWalFileGetsANewEpoch() throws IOException {
        try (Persistence store = open("data")) {
            write(store, 3);
            copyFolder("data", "crashed");
            Path wal = folder.resolve("crashed/collab.db-wal");
            try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
                file.setLength(Files.size(wal) / 2);
            }
            assertNotEquals(store.log().epoch(), epoch("crashed"));
        }
    }

    @Test
    void epochOfAnotherHistoryIsReplaced() throws IOException {
        String first = epoch("data");
        try (Persistence store = open("data")) {
            Files.copy(folder.resolve("data/collab.db"), folder.resolve("older.db"));
            store.log().renewEpoch();
        }
        Files.copy(folder.resolve("older.db"), folder.resolve("data/collab.db"), StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(first, epoch("data"));
    }

    @Test
    void folderOfAnOlderReleaseKeepsItsEpoch() throws IOException {
        String epoch = stoppedServerWithAnOlderCopy();
        Files.delete(folder.resolve("data/collab.position"));
        assertEquals(epoch, epoch("data"));
        assertTrue(Files.exists(folder.resolve("data/collab.position")));
    }

    @Test
    void damagedMarkProvesNothingAndIsWrittenAgain() throws IOException {
        String epoch = stoppedServerWithAnOlderCopy();
        Path mark = folder.resolve("data/collab.position");
        Files.writeString(mark, "");
        assertEquals(epoch, epoch("data"));
        assertTrue(PositionMarker.read(mark).isPresent());
    }

    @Test
    void renewedEpochIsMarkedAtOnce() throws IOException {
        try (Persistence store = open("data")) {
            store.log().renewEpoch();
            copyFolder("data", "crashed");
            assertEquals(store.log().epoch(), epoch("crashed"));
        }
    }

    /** A copy that is put back beside the {@code -wal} file of the former database must not be mixed with it. */
    @Test
    void copyBesideAForeignWalFileIsRejectedAndNothingIsChanged() throws IOException {
        try (Persistence store = open("data")) {
            write(store, 3);
        }
        Files.copy(folder.resolve("data/collab.db"), folder.resolve("older.db"));
        try (Persistence store = open("data")) {
            write(store, 300);
            DatabaseMaintenance.backUp(folder.resolve("data"), folder.resolve("other.db"));
            copyFolder("data", "crashed");
        }
        Path data = folder.resolve("crashed/collab.db");
        Files.delete(folder.resolve("crashed/collab.db-shm"));
        Files.copy(folder.resolve("other.db"), data, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(folder.resolve("crashed/collab.db-wal"), FileTime.from(Instant.EPOCH));
        byte[] wal = Files.readAllBytes(folder.resolve("crashed/collab.db-wal"));
        byte[] file = Files.readAllBytes(data);

        IllegalStateException rejection = assertThrows(IllegalStateException.class, () -> open("crashed"));

        assertTrue(rejection.getMessage().contains("may not be the one for which"), rejection::getMessage);
        assertTrue(List.of(wal.length, file.length)
                .equals(List.of((int) Files.size(folder.resolve("crashed/collab.db-wal")), (int) Files.size(data))));
        assertEquals(-1, Arrays.mismatch(file, Files.readAllBytes(data)));
        Files.delete(folder.resolve("crashed/collab.db-wal"));
        open("crashed").close();
    }

    private void copyFolder(String from, String to) throws IOException {
        Files.createDirectory(folder.resolve(to));
        try (Stream<Path> files = Files.list(folder.resolve(from))) {
            for (Path file : files.toList()) Files.copy(file, folder.resolve(to).resolve(file.getFileName()));
        }
    }
}
