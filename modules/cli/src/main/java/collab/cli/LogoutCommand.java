package collab.cli;

import collab.api.AuthLogoutParams;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hero-collab logout}. */
@Command(
        name = "logout",
        description = {
            "End the session of the last login at this server and delete its token.",
            "Every socket of the session is closed."
        },
        footerHeading = "%nExample:%n",
        footer = "  hero-collab logout")
public final class LogoutCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Override
    public Integer call() throws IOException {
        try (CollabClient client = connection.signedIn()) {
            client.authLogout(AuthLogoutParams.of());
            output.err().println("signed out at " + connection.server());
        } catch (CollabException.Unauthenticated ended) {
            output.err().println("the session at " + connection.server() + " had already ended");
        }
        connection.forget();
        return ExitCode.OK;
    }
}
