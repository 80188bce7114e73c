package collab.cli;

import collab.client.CollabException;

/** The exit codes of the program. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;

    /** The command line, a value or the configuration is invalid. picocli uses the same number. */
    public static final int USAGE = 2;

    public static final int NOT_ALLOWED = 3;
    static final int NOT_FOUND = 4;

    /** The server does not answer, or cannot serve the call at the moment. */
    static final int UNAVAILABLE = 5;

    /** The program that reads stdout has ended: 128 + SIGPIPE, the code of a program that the signal ends. */
    public static final int READER_GONE = 141;

    /** A second signal arrived during the stop: 128 + SIGTERM. */
    public static final int KILLED = 143;

    private ExitCode() {}

    public static int of(CollabException failed) {
        return switch (failed) {
            case CollabException.Unauthenticated _, CollabException.PermissionDenied _ -> NOT_ALLOWED;
            case CollabException.NotFound _ -> NOT_FOUND;
            case CollabException.Unreachable _, CollabException.Unavailable _, CollabException.RateLimited _ ->
                UNAVAILABLE;
            case CollabException.InvalidCall _ -> USAGE;
            case CollabException.Conflict _, CollabException.TooLarge _, CollabException.ServerFault _ -> FAILED;
        };
    }
}
