package collab.persistence.sqlite;

import java.io.Serial;

/** The data directory no longer belongs to this process: another process may write to the database, so this one must end. */
final class DirectoryLost extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    DirectoryLost(String message) {
        super(message);
    }
}
