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

/** The program: runs the processes and talks to them. */
@Command(
        name = "hero-collab",
        description = "A self-hosted backend for team collaboration.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed; the reason is on stderr",
            "2:wrong usage, value or configuration, whoever found it",
            "3:not signed in, or not allowed",
            "4:not found",
            "5:nobody answers; try again later"
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
    /** Commands written by hand that need nothing from the contract. Made only when they run: reflecting on all of them is a third of a start. */
    private static final Map<String, Supplier<Object>> COMPLETE = new LinkedHashMap<>();

    static {
        COMPLETE.put("start", StartCommand::new);
        COMPLETE.put("server", ServerCommand::new);
        COMPLETE.put("gateway", GatewayCommand::new);
        COMPLETE.put("health", HealthCommand::new);
        COMPLETE.put("login", LoginCommand::new);
        COMPLETE.put("logout", LogoutCommand::new);
        COMPLETE.put("search", SearchCommand::new);
        COMPLETE.put("tail", TailCommand::new);
        COMPLETE.put("rpc", RpcCommand::new);
        COMPLETE.put("bench", BenchCommand::new);
        COMPLETE.put("export", ExportCommand::new);
        COMPLETE.put("import", ImportCommand::new);
    }

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colors; like a set NO_COLOR. They are used on terminals only.")
    private boolean noColor;

    @Option(
            names = "--no-input",
            scope = ScopeType.INHERIT,
            description = "Never ask; fail where something is missing.")
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

    /** Everything but the exit. */
    static int run(String... args) {
        CommandLine program = program(firstWord(args))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(HeroCollab::failed)
                .setParameterExceptionHandler(HeroCollab::misused);
        if (List.of(args).contains("--no-color")) program.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        return program.execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    /** With every command there is. */
    public static CommandLine program() {
        return program("");
    }

    /** @param first the command that will run, for which alone the contract is read; empty for all of them */
    private static CommandLine program(String first) {
        CommandLine program = new CommandLine(new HeroCollab());
        if (COMPLETE.containsKey(first)) {
            program.addSubcommand(COMPLETE.get(first).get());
        } else {
            COMPLETE.values().forEach(command -> program.addSubcommand(command.get()));
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

    /** In words of somebody at a terminal, who knows no long and no int. */
    private static <T> T whole(String text, Function<String, T> number) {
        try {
            return number.apply(text);
        } catch (NumberFormatException none) {
            throw new CommandLine.TypeConversionException("must be a whole number, is '" + text + "'");
        }
    }

    /** Empty when it is no command that we know at once: then all are needed, to list or to suggest. */
    private static String firstWord(String... args) {
        String first = args.length == 0 ? "" : args[0];
        return COMPLETE.containsKey(first) || ContractCommands.isNamespace(first) ? first : "";
    }

    /** One readable line, whatever went wrong. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("hero-collab: " + oneLine(failure));
        return switch (failure) {
            case CollabException refused -> ExitCode.of(refused);
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
        if (failure instanceof NoSuchFileException missing) return "there is no file " + missing.getFile();
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (isStranger(failure)) message = message.replaceFirst("\\.$", "") + ": run 'hero-collab login NAME'";
        return message.replaceAll("\\R+", " ").strip();
    }

    /** Who has no session any more; not who could not sign in. */
    private static boolean isStranger(Throwable failure) {
        return failure instanceof CollabException.Unauthenticated refused
                && !refused.reason().equals(Optional.of(ErrorCode.INVALID_CREDENTIALS));
    }
}
