package collab.cli;

import collab.api.ErrorCode;
import collab.client.CollabException;
import java.util.Optional;

/** Explains the errors of a server that is older than this program, for commands that need the newest methods and parameters. */
final class OlderServer {
    /** How a server describes a parameter that it does not know. */
    private static final String NO_SUCH_PARAMETER = ": expected no such member, got ";

    private OlderServer() {}

    /** The failure for the user: one that names the versions when the server does not know a method or parameter of this program. */
    static RuntimeException explained(CollabException.InvalidCall rejected) {
        boolean method = rejected.reason().equals(Optional.of(ErrorCode.METHOD_NOT_FOUND));
        String message = String.valueOf(rejected.getMessage());
        int parameter = message.indexOf(NO_SUCH_PARAMETER);
        if (!method && parameter < 0) return rejected;
        String unknown = method ? "a method" : "the parameter '" + message.substring(0, parameter) + "'";
        return new IllegalStateException(
                "the server is older than this program and does not know " + unknown
                        + " of this command; upgrade the server, or use the hero-collab of the server's version",
                rejected);
    }
}
