package collab.persistence.sqlite;

import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** Says in words why a database cannot be used; the driver says only which of its steps failed. */
final class OpenFailure {
    private OpenFailure() {}

    /** Returns a failure that names the file and the reason; the failure itself when SQLite did not cause it. */
    static RuntimeException explained(RuntimeException failure, DataFolder folder) {
        Optional<SQLiteErrorCode> code = Database.errorCode(failure);
        if (code.isEmpty()) return failure;
        return new IllegalStateException(
                "the database " + folder.database() + " cannot be opened: " + reason(code.get(), folder), failure);
    }

    /** Why an operation failed. */
    static String reason(SQLiteErrorCode code, DataFolder folder) {
        return switch (code.code & 0xff) { // the low byte of an extended code is its family
            case 5, 6 -> "another program has locked it"; // BUSY, LOCKED
            case 8 -> "it is read-only for user " + user() + ", or its disk is mounted read-only"; // READONLY
            case 3, 14, 23 -> // PERM, CANTOPEN, AUTH
                "it, a file beside it or the folder cannot be opened by user " + user();
            case 13 -> "there is no room on the disk"; // FULL
            case 11, 26 -> // CORRUPT, NOTADB
                "it is damaged (" + code.message
                        + "). Move it away with the files beside it, then restore a backup with 'hero-collab admin restore'";
            case 10 -> // IOERR
                DiskSpace.isExhausted(folder.path())
                        ? "the disk quota is exhausted"
                        : "reading or writing the disk failed (" + code.name() + ")";
            default -> code.message;
        };
    }

    private static String user() {
        return System.getProperty("user.name");
    }
}
