package collab.cli;

import collab.client.CollabException;
import collab.ops.SettingsException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The program: runs the processes and talks to them. */
@Command(
        name = "hero-collab",
        description = "A self-hosted backend for team collaboration.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StartCommand.class,
            ServerCommand.class,
            GatewayCommand.class,
            HealthCommand.class,
            LoginCommand.class,
            MessageCommand.class,
            TailCommand.class,
            RpcCommand.class,
            BenchCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed; the reason is on stderr",
            "2:wrong usage or configuration",
            "3:not signed in, or not allowed",
            "4:not found",
            "5:nobody answers; try again later"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab start --auth-mode dev --seed-dev-users",
            "  hero-collab login alice",
            "  hero-collab message send --channel-id 1 \"Good morning\"",
            "  hero-collab tail --json"
        })
public final class HeroCollab {
    private HeroCollab() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Everything but the exit. */
    static int run(String... args) {
        CommandLine program = new CommandLine(new HeroCollab())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(HeroCollab::failed)
                .setParameterExceptionHandler(HeroCollab::misused);
        return program.execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    /** One readable line, whatever went wrong. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("hero-collab: " + oneLine(failure));
        return switch (failure) {
            case CollabException refused -> ExitCode.of(refused);
            case Connection.NotSignedIn _ -> ExitCode.NOT_ALLOWED;
            case SettingsException _ -> ExitCode.USAGE;
            case IllegalArgumentException _ -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        command.getErr().println("hero-collab: " + oneLine(misuse));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.replaceAll("\\R+", " ").strip();
    }
}
