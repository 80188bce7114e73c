package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
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
