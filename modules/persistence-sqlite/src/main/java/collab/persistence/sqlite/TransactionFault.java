package collab.persistence.sqlite;

import io.helidon.dbclient.DbClientException;
import org.sqlite.SQLiteErrorCode;

/** The effect of a failure during a transaction on the ledger. */
enum TransactionFault {
    /** A defect in one command: its savepoint is rolled back, the other commands continue. */
    OF_COMMAND,
    /** The database cannot be written at the moment, for example because the disk is full: the transaction is rolled back. */
    UNAVAILABLE,
    /** The state of the disk is unknown. */
    FATAL;

    static TransactionFault of(Throwable failure) {
        if (failure instanceof DirectoryLost) return FATAL;
        return Database.errorCode(failure)
                .map(TransactionFault::of)
                .orElse(failure instanceof DbClientException ? UNAVAILABLE : OF_COMMAND);
    }

    /** SQLite reports an exhausted quota like a broken disk, as a failed write. */
    static boolean mayBeQuota(Throwable failure) {
        return Database.errorCode(failure)
                .filter(SQLiteErrorCode.SQLITE_IOERR_WRITE::equals)
                .isPresent();
    }

    private static TransactionFault of(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_NOMEM ->
                UNAVAILABLE; // no memory for the WAL index
            default ->
                switch (code.code & 0xff) { // the low byte of an extended code is its family
                    case 10, 11, 26 -> FATAL; // IOERR, CORRUPT, NOTADB
                    case 1, 18, 19, 20, 25 -> OF_COMMAND; // ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE
                    default -> UNAVAILABLE; // FULL, BUSY, NOMEM, READONLY, CANTOPEN, ...
                };
        };
    }
}
