package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import collab.domain.Command;
import collab.domain.model.Caller;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;

/** Story: a user whose disk quota was exhausted lost the whole server (exit 74), as if the disk were broken. */
class DiskSpaceTest {
    @TempDir
    private Path folder;

    @Test
    void folderWithRoomIsNotExhaustedAndKeepsNoFile() throws IOException {
        assertFalse(DiskSpace.isExhausted(folder));
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void folderThatCannotBeWrittenForAnotherReasonIsNotExhausted() {
        assertFalse(DiskSpace.isExhausted(folder.resolve("missing")));
    }

    /** Needs the right to mount a small file system; skipped without it. */
    @Test
    void failedWriteWithoutRoomIsAFullDiskAndOneWithRoomEndsTheProcess() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()), "no right to mount");
        AtomicReference<Throwable> ended = new AtomicReference<>();
        FaultInjectingRules rules = new FaultInjectingRules();
        rules.failWith(() -> SqliteFailureTest.sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE));
        Persistence store = SqlitePersistence.open(
                PersistenceConfig.in(folder),
                new SqlitePersistence.Environment(
                        InstantSource.system(), rules, ended::set, System::nanoTime, WalTruncation.BYTES_MAX));
        try {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            Caller.Person alice = fixture.createUser("alice");
            Command failing = new Command.SetStatusText(FaultInjectingRules.FAIL);
            Path filler = folder.resolve("filler");
            assertThrows(IOException.class, () -> fill(filler));
            LedgerUnavailable full = assertThrows(LedgerUnavailable.class, () -> fixture.submit(alice, failing));
            assertEquals(LedgerUnavailable.Outcome.NOT_EXECUTED, full.outcome());
            Files.delete(filler);
            fixture.execute(alice, new Command.SetStatusText("there is room"));
            assertNull(ended.get());
            assertThrows(LedgerUnavailable.class, () -> fixture.submit(alice, failing));
            store.close(); // waits for the writer
            assertEquals(Optional.of(SQLiteErrorCode.SQLITE_IOERR_WRITE), Database.errorCode(ended.get()));
        } finally {
            store.close();
            run("umount", "-l", folder.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) out.write(new byte[4_096]);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** The texts of Linux and macOS for EDQUOT and ENOSPC, and that of a broken disk. */
    @ParameterizedTest
    @CsvSource({
        "Disk quota exceeded, true",
        "Disc quota exceeded, true",
        "No space left on device, true",
        "Input/output error, false",
        "Read-only file system, false"
    })
    void textOfTheOperatingSystemTellsAQuotaFromABrokenDisk(String text, boolean noSpace) {
        assertEquals(noSpace, DiskSpace.namesNoSpace(new IOException(text)));
        assertEquals(noSpace, DiskSpace.namesNoSpace(new FileSystemException("collab.space", null, text)));
    }

    @Test
    void quotaIsSuspectedForFailedWritesOnly() {
        assertTrue(TransactionFault.mayBeQuota(SqliteFailureTest.sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE)));
        assertFalse(TransactionFault.mayBeQuota(SqliteFailureTest.sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC)));
    }
}
