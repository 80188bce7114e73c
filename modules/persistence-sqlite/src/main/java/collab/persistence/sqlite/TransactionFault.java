package collab.persistence.sqlite;

import io.helidon.dbclient.DbClientException;
import org.sqlite.SQLiteErrorCode;

/** What a failure during a transaction means for the ledger. */
enum TransactionFault {
    /** The command's own, a defect of ours: its savepoint is rolled back, the others go on. */
    OF_COMMAND,
    /** Nothing can be written at the moment, a full disk for example: the transaction is given up. */
    UNAVAILABLE,
    /** Nobody knows what is on the disk. */
    FATAL;

    static TransactionFault of(Throwable failure) {
        return Database.errorCode(failure)
                .map(TransactionFault::of)
                .orElse(failure instanceof DbClientException ? UNAVAILABLE : OF_COMMAND);
    }

    private static TransactionFault of(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_NOMEM -> UNAVAILABLE; // no room for the index
            default ->
                switch (code.code & 0xff) { // the low byte of an extended code is its family
                    case 10, 11, 26 -> FATAL; // IOERR, CORRUPT, NOTADB
                    case 1, 18, 19, 20, 25 -> OF_COMMAND; // ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE
                    default -> UNAVAILABLE; // FULL, BUSY, NOMEM, READONLY, CANTOPEN, ...
                };
        };
    }
}
