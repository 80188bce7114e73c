package collab.launcher;

import collab.cli.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hero-collab completion SHELL}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab completion bash > ~/.local/share/bash-completion/completions/hero-collab",
            "  source <(hero-collab completion zsh)",
            "  hero-collab completion fish > ~/.config/fish/completions/hero-collab.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** The supported shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    /** The names of the shells in lower case, as users type them. */
    static final class ShellNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        ShellNames() {
            super(List.of("bash", "zsh", "fish"));
        }
    }

    /** Rejects another word with the names that users type. */
    static final class ShellName implements CommandLine.ITypeConverter<Shell> {
        @Override
        public Shell convert(String word) {
            if (new ShellNames().contains(word)) return Shell.valueOf(word.toUpperCase(Locale.ROOT));
            throw new CommandLine.TypeConversionException("expected one of bash, zsh, fish, got '" + word + "'");
        }
    }

    @Parameters(
            paramLabel = "SHELL",
            description = "One of bash, zsh, fish.",
            completionCandidates = ShellNames.class,
            converter = ShellName.class)
    Shell shell;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        CommandLine program = HeroCollab.program();
        String script = switch (shell) {
            case BASH, ZSH -> AutoComplete.bash("hero-collab", program); // the script loads bashcompinit in zsh
            case FISH -> fish(program);
        };
        command.commandLine().getOut().print(script);
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    // ---- fish, which picocli does not support ----

    public static String fish(CommandLine program) {
        StringBuilder script = new StringBuilder("# completion of hero-collab for fish\n");
        script.append("complete -c hero-collab -f\n");
        fish(script, program, List.of());
        return script.toString();
    }

    private static void fish(StringBuilder script, CommandLine command, List<String> path) {
        StringBuilder here = new StringBuilder();
        for (String word : path)
            here.append("__fish_seen_subcommand_from ").append(word).append("; and ");
        String none = String.join(" ", command.getSubcommands().keySet());
        command.getSubcommands()
                .forEach((name, sub) -> line(
                        script,
                        here + "not __fish_seen_subcommand_from " + none,
                        "-a " + name,
                        description(sub.getCommandSpec())));
        String condition = here.isEmpty() ? "true" : here.substring(0, here.length() - "; and ".length());
        for (OptionSpec option : command.getCommandSpec().options()) {
            line(
                    script,
                    condition,
                    "-l " + option.longestName().substring(2) + value(option),
                    option.description().length == 0 ? "" : option.description()[0]);
        }
        for (PositionalParamSpec word : command.getCommandSpec().positionalParameters()) {
            if (isFile(word)) line(script, condition, "-F", "");
            else if (word.completionCandidates() != null) line(script, condition, "-a '" + words(word) + "'", "");
        }
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            fish(script, sub, longer);
        });
    }

    /** Offers files only for values that are files; fish would offer them for every value. */
    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) return "";
        if (isFile(option)) return " -r -F";
        return option.completionCandidates() == null ? " -x" : " -x -a '" + words(option) + "'";
    }

    private static boolean isFile(ArgSpec word) {
        return List.of(word.typeInfo().getAuxiliaryTypes()).contains(Path.class)
                || word.paramLabel().equals("FILE");
    }

    private static String words(ArgSpec word) {
        return String.join(" ", word.completionCandidates());
    }

    private static void line(StringBuilder script, String condition, String what, String description) {
        script.append("complete -c hero-collab -n '")
                .append(condition)
                .append("' ")
                .append(what)
                .append(" -d '")
                .append(description.replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'"))
                .append("'\n");
    }

    private static String description(CommandSpec spec) {
        String[] lines = spec.usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }
}
