package collab.launcher;

import collab.cli.AuditLogCommand;
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
import collab.cli.TailCommand;
import collab.cli.stream.StandardOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "5:the server does not answer; try again later",
            "141:the program that reads stdout has ended, as head does"
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
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        String[] words;
        try {
            words = CommandArguments.ofProcess(args);
        } catch (IllegalArgumentException undecodable) {
            err.println("hero-collab: " + FailureMessage.of(undecodable).text());
            return ExitCode.USAGE;
        }
        return run(StandardOutput.ofProcess(), err, words);
    }

    /** Output that was not written makes every command fail, whatever it returned. */
    static int run(StandardOutput stdout, PrintWriter err, String... args) {
        PrintWriter out = stdout.writer();
        CommandLine program = program(firstWord(args))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(HeroCollab::failed)
                .setParameterExceptionHandler(HeroCollab::misused)
                .setExecutionStrategy(HeroCollab::unlessUnwritten);
        if (List.of(args).contains("--no-color")) program.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        int exitCode = program.execute(args.length == 0 ? new String[] {"--help"} : args);
        if (stdout.failure().isEmpty()) flush(out);
        if (stdout.failure().isEmpty()) return exitCode;
        StandardOutput.WriteFailed unwritten = stdout.failure().get();
        FailureMessage message = FailureMessage.of(unwritten);
        if (!unwritten.readerHasGone()) err.println("hero-collab: " + message.text());
        return message.exitCode();
    }

    private static void flush(PrintWriter out) {
        try {
            out.flush();
        } catch (StandardOutput.WriteFailed _) {
            // the stream keeps it, and the caller reports it
        }
    }

    /** Help and version are printed outside of a command; picocli would print the failure with a stack trace. */
    private static int unlessUnwritten(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (StandardOutput.WriteFailed _) {
            return ExitCode.FAILED; // the stream keeps it, and the caller reports it
        }
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
            Stream.of(
                            new MessageCommand(),
                            new AuditLogCommand(),
                            new AdminCommand(),
                            new CompletionCommand(),
                            new ManCommand())
                    .forEach(program::addSubcommand);
            ContractCommands.addTo(program, first);
        }
        takeArgumentsAsTheyAre(program);
        return program.registerConverter(Long.class, text -> whole(text, Long::valueOf))
                .registerConverter(Long.TYPE, text -> whole(text, Long::valueOf))
                .registerConverter(Integer.class, text -> whole(text, Integer::valueOf))
                .registerConverter(Integer.TYPE, text -> whole(text, Integer::valueOf))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** {@code @bob} is a text and not the content of a file of that name. */
    private static void takeArgumentsAsTheyAre(CommandLine command) {
        command.setExpandAtFiles(false);
        command.getSubcommands().values().forEach(HeroCollab::takeArgumentsAsTheyAre);
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
        FailureMessage message = FailureMessage.of(failure);
        if (!message.isUnwritten()) command.getErr().println("hero-collab: " + message.text());
        return message.exitCode();
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        command.getErr().println("hero-collab: " + FailureMessage.oneLine(MisuseMessage.of(misuse, args)));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }
}
