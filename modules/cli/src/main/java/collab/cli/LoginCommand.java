package collab.cli;

import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthVerifyParams;
import collab.api.AuthVerifyResult;
import collab.client.CollabClient;
import collab.client.CollabException;
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
            AuthVerifyResult login = signedIn(client, params);
            if (printToken) output.out().println(login.token());
            else connection.keep(login.token());
            output.err()
                    .println("signed in at " + connection.server() + " as "
                            + Output.plain(login.user().displayName()));
            return ExitCode.OK;
        }
    }

    /** Prompts for a code when the account has a second factor. */
    private AuthVerifyResult signedIn(CollabClient client, AuthLoginParams params) throws IOException {
        try {
            AuthLoginResult login = client.authLogin(params);
            return new AuthVerifyResult(login.token(), login.expiresAt(), login.user());
        } catch (CollabException.Unauthenticated refused) {
            if (refused.challenge().isEmpty()) throw refused;
            String code = SecretPrompt.read("code of your app, or a recovery code", output);
            return client.authVerify(AuthVerifyParams.of(refused.challenge().get(), code));
        }
    }
}
