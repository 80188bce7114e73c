package collab.launcher;

import collab.api.Json;
import collab.cli.ExitCode;
import collab.cli.Output;
import collab.domain.AccountCommand;
import collab.domain.FactorCommand;
import collab.domain.audit.Origin;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.SqlitePersistence;
import collab.rpc.auth.TokenGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab admin recovery-url USERNAME}: for an installation whose administrators cannot sign in. */
@Command(
        name = "recovery-url",
        description = {
            "Make an account administrator, and print a link with which its owner sets a password; the server must be stopped.",
            "Activates the account if it is deactivated. The link works once, for 1 hour, in auth.mode token. It is a secret."
        },
        footerHeading = "%nExample:%n",
        footer = "  hero-collab admin recovery-url alice --data /var/lib/hero-collab --url https://chat.example.com")
final class RecoveryCommand implements Callable<Integer> {
    private static final Duration LIFETIME = Duration.ofHours(1);

    @Mixin
    AdminCommand.Data data;

    @Mixin
    Output output;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "URL at which people open the page; ${DEFAULT-VALUE} by default.",
            defaultValue = "http://127.0.0.1:8080")
    String url;

    @Parameters(paramLabel = "USERNAME", description = "User name of the account.")
    String username;

    @Override
    public Integer call() {
        try (Persistence persistence =
                SqlitePersistence.open(PersistenceConfig.in(data.directory), InstantSource.system())) {
            Optional<User> user =
                    persistence.snapshots().read(snapshot -> snapshot.userByName(username.toLowerCase(Locale.ROOT)));
            if (user.isEmpty()) {
                output.err().println("hero-collab: there is no account " + username + " in " + data.directory);
                return ExitCode.FAILED;
            }
            String secret = recovered(persistence.ledger(), user.get());
            String link = (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + "/#/reset/" + secret;
            if (output.json) output.line(Json.object().put("url", link));
            else output.out().println(link);
            return ExitCode.OK;
        }
    }

    private static String recovered(Ledger ledger, User user) {
        String secret = TokenGenerator.newLink(TokenGenerator.Link.RESET);
        submit(ledger, new collab.domain.Command.ReactivateUser(user.id()));
        submit(ledger, new collab.domain.Command.GrantRight(user.id(), new Grant(Right.ADMIN, Optional.empty())));
        submit(ledger, new FactorCommand.ResetFactor(user.id()));
        submit(ledger, new AccountCommand.IssueResetLink(user.id(), TokenGenerator.hash(secret), LIFETIME));
        return secret;
    }

    private static void submit(Ledger ledger, collab.domain.Command command) {
        var submission = new Ledger.Submission(Caller.SYSTEM, command, Optional.empty(), Origin.OPERATOR);
        if (ledger.submit(submission) instanceof Ledger.Verdict.Rejected rejected) {
            throw new IllegalStateException(rejected.rejection().detail());
        }
    }
}
