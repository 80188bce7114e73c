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
            "Sign in, and keep the session token for the commands that follow.",
            "With --server they also use that server, until a login elsewhere."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  hero-collab login alice", "  hero-collab login alice --password --server https://chat.example.org"
        })
public final class LoginCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Parameters(paramLabel = "NAME", description = "The username.")
    String username;

    @Option(
            names = "--password",
            description =
                    "Ask for a password, or read it from stdin where there is no terminal (a server in dev mode needs none).")
    boolean password;

    @Option(names = "--print-token", description = "Print the token instead of keeping it.")
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
