package collab.persistence.sqlite.folder;

import java.io.Serial;

/** The data directory no longer belongs to this process: another process may write to the database, so this one must end. */
public final class DirectoryLost extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public DirectoryLost(String message) {
        super(message);
    }
}
