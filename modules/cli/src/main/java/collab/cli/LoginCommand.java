package collab.cli;

import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.client.CollabClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab login NAME}. */
@Command(
        name = "login",
        description = {
            "Sign in and store the session token for later commands.",
            "Later commands also use the server of this login, until a login at another server."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  hero-collab login alice", "  hero-collab login alice --password --server https://chat.example.org"
        })
public final class LoginCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Parameters(paramLabel = "NAME", description = "Username.")
    String username;

    @Option(
            names = "--password",
            description =
                    "Prompt for the password, or read it from stdin when there is no terminal. A server in dev mode needs no password.")
    boolean password;

    @Option(names = "--print-token", description = "Print the token instead of storing it.")
    boolean printToken;

    @Override
    public Integer call() throws IOException {
        AuthLoginParams params = AuthLoginParams.of(username);
        if (password) params = params.withPassword(SecretPrompt.read("password", output));
        try (CollabClient client = connection.anonymous()) {
            AuthLoginResult login = client.authLogin(params);
            if (printToken) output.out().println(login.token());
            else connection.keep(login.token());
            output.err()
                    .println("signed in at " + connection.server() + " as "
                            + Output.plain(login.user().displayName()));
            return ExitCode.OK;
        }
    }
}
