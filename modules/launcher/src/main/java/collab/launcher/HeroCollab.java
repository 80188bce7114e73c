package collab.launcher;

import collab.api.ErrorCode;
import collab.cli.ContractCommands;
import collab.cli.ExitCode;
import collab.cli.ExportCommand;
import collab.cli.GlobalOptions;
import collab.cli.HealthCommand;
import collab.cli.ImportCommand;
import collab.cli.LoginCommand;
import collab.cli.LogoutCommand;
import collab.cli.MessageCommand;
import collab.cli.Output;
import collab.cli.RpcCommand;
import collab.cli.SearchCommand;
import collab.cli.ServerConnection;
import collab.cli.TailCommand;
import collab.client.CollabException;
import collab.runtime.SettingsException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code hero-collab}: its root command, its error messages and its exit codes. */
@Command(
        name = "hero-collab",
        description = "A self-hosted backend for team collaboration.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:rejected or failed; the reason is on stderr",
            "2:invalid usage, value or configuration",
            "3:not signed in, or not allowed",
            "4:not found",
            "5:the server does not answer; try again later"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab start --auth-mode dev --seed-dev-users",
            "  hero-collab login alice",
            "  hero-collab message send --channel-id 1 \"Good morning\"",
            "  hero-collab channel create --workspace-id 1 --kind public --name random",
            "  hero-collab tail --json"
        })
public final class HeroCollab implements GlobalOptions {
    /**
     * Hand-written commands that take no subcommands from the contract. They are created only when they run, because reflection over
     * all of them takes a third of the time of a start.
     */
    private static final Map<String, Supplier<Object>> HANDWRITTEN = new LinkedHashMap<>();

    static {
        HANDWRITTEN.put("start", StartCommand::new);
        HANDWRITTEN.put("server", ServerCommand::new);
        HANDWRITTEN.put("gateway", GatewayCommand::new);
        HANDWRITTEN.put("health", HealthCommand::new);
        HANDWRITTEN.put("login", LoginCommand::new);
        HANDWRITTEN.put("logout", LogoutCommand::new);
        HANDWRITTEN.put("search", SearchCommand::new);
        HANDWRITTEN.put("tail", TailCommand::new);
        HANDWRITTEN.put("rpc", RpcCommand::new);
        HANDWRITTEN.put("bench", BenchCommand::new);
        HANDWRITTEN.put("export", ExportCommand::new);
        HANDWRITTEN.put("import", ImportCommand::new);
    }

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description =
                    "Write without colors, like the environment variable NO_COLOR. Colors are used on terminals only.")
    private boolean noColor;

    @Option(
            names = "--no-input",
            scope = ScopeType.INHERIT,
            description = "Never prompt; fail when a value is missing.")
    private boolean noInput;

    private HeroCollab() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    @Override
    public boolean noColor() {
        return noColor;
    }

    @Override
    public boolean noInput() {
        return noInput;
    }

    /** Runs a command and returns its exit code. */
    static int run(String... args) {
        CommandLine program = program(firstWord(args))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(HeroCollab::failed)
                .setParameterExceptionHandler(HeroCollab::misused);
        if (List.of(args).contains("--no-color")) program.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        return program.execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    /** The command line with every command. */
    public static CommandLine program() {
        return program("");
    }

    /** @param first the command that will run; only its part of the contract is read. Empty for all commands */
    private static CommandLine program(String first) {
        CommandLine program = new CommandLine(new HeroCollab());
        if (HANDWRITTEN.containsKey(first)) {
            program.addSubcommand(HANDWRITTEN.get(first).get());
        } else {
            HANDWRITTEN.values().forEach(command -> program.addSubcommand(command.get()));
            Stream.of(new MessageCommand(), new AdminCommand(), new CompletionCommand(), new ManCommand())
                    .forEach(program::addSubcommand);
            ContractCommands.addTo(program, first);
        }
        return program.registerConverter(Long.class, text -> whole(text, Long::valueOf))
                .registerConverter(Long.TYPE, text -> whole(text, Long::valueOf))
                .registerConverter(Integer.class, text -> whole(text, Integer::valueOf))
                .registerConverter(Integer.TYPE, text -> whole(text, Integer::valueOf))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Converts a whole number; the error message does not mention Java types. */
    private static <T> T whole(String text, Function<String, T> number) {
        try {
            return number.apply(text);
        } catch (NumberFormatException none) {
            throw new CommandLine.TypeConversionException("must be a whole number, got '" + text + "'");
        }
    }

    /** Empty when the first word names no command; then all commands are needed, to list them or to suggest one. */
    private static String firstWord(String... args) {
        String first = args.length == 0 ? "" : args[0];
        return HANDWRITTEN.containsKey(first) || ContractCommands.isNamespace(first) ? first : "";
    }

    /** Prints any failure as one line and returns the exit code. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("hero-collab: " + oneLine(failure));
        return switch (failure) {
            case CollabException rejected -> ExitCode.of(rejected);
            case ServerConnection.NotSignedIn _ -> ExitCode.NOT_ALLOWED;
            case SettingsException _ -> ExitCode.USAGE;
            case IllegalArgumentException _ -> ExitCode.USAGE;
            case NoSuchFileException _ -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        command.getErr().println("hero-collab: " + oneLine(misuse));
        CommandLine.UnmatchedArgumentException.printSuggestions(misuse, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String oneLine(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) return "file not found: " + missing.getFile();
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (isSignedOut(failure)) message = message.replaceFirst("\\.$", "") + ": run 'hero-collab login NAME'";
        return Output.plain(message.replaceAll("\\R+", " ").strip()); // a server's message may contain any character
    }

    /** Whether the session has ended or is missing; a failed sign-in is another error. */
    private static boolean isSignedOut(Throwable failure) {
        return failure instanceof CollabException.Unauthenticated rejected
                && !rejected.reason().equals(Optional.of(ErrorCode.INVALID_CREDENTIALS));
    }
}
