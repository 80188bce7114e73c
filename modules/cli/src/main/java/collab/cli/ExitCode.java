package collab.cli;

import collab.client.CollabException;

/** What a script can tell apart. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;

    /** The command line or the configuration was wrong; picocli uses the same number. */
    static final int USAGE = 2;

    static final int NOT_ALLOWED = 3;
    static final int NOT_FOUND = 4;

    /** Nobody answers, or the server can not just now. */
    static final int UNAVAILABLE = 5;

    /** A second signal came while leaving: 128 + SIGTERM. */
    static final int KILLED = 143;

    private ExitCode() {}

    static int of(CollabException failed) {
        return switch (failed.code()) {
            case CollabException.UNAUTHENTICATED, CollabException.PERMISSION_DENIED -> NOT_ALLOWED;
            case CollabException.NOT_FOUND -> NOT_FOUND;
            case CollabException.UNREACHABLE, CollabException.UNAVAILABLE, CollabException.RATE_LIMITED -> UNAVAILABLE;
            default -> FAILED;
        };
    }
}
