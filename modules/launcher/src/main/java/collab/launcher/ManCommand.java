package collab.launcher;

import collab.cli.ExitCode;
import collab.cli.TailCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** {@code hero-collab man}: prints the manual page, made from the same descriptions as {@code --help}. */
@Command(name = "man", description = "Print the manual page; 'hero-collab man | man -l -' shows it.")
public final class ManCommand implements Callable<Integer> {
    private static final List<String> EVERYWHERE =
            List.of("--help", "--version", "--json", "--no-color", "--no-input", "--server", "--token", "--timeout");

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().getOut().print(page(HeroCollab.program()));
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    public static String page(CommandLine program) {
        StringBuilder page =
                new StringBuilder(".TH HERO-COLLAB 1 \"\" \"hero-collab " + collab.runtime.BuildInfo.VERSION + "\"\n");
        CommandSpec root = program.getCommandSpec();
        page.append(".SH NAME\nhero-collab \\- ")
                .append(plain(root.usageMessage().description()[0]))
                .append('\n');
        page.append(".SH SYNOPSIS\n.B hero-collab\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR ...\n");
        page.append(".SH OPTIONS OF ALL COMMANDS\nEvery command that calls a server accepts these options.\n");
        CommandSpec networked = CommandSpec.forAnnotatedObject(new TailCommand());
        root.options().forEach(option -> option(page, option));
        for (OptionSpec option : networked.options()) {
            if (EVERYWHERE.contains(option.longestName())) option(page, option);
        }
        page.append(".SH COMMANDS\n");
        program.getSubcommands().forEach((name, sub) -> command(page, name, sub));
        page.append(".SH EXIT STATUS\n");
        for (Map.Entry<String, String> code : root.usageMessage().exitCodeList().entrySet()) {
            page.append(".TP\n.B ")
                    .append(code.getKey())
                    .append('\n')
                    .append(plain(code.getValue()))
                    .append('\n');
        }
        page.append(".SH ENVIRONMENT\n");
        entry(
                page,
                "HERO_COLLAB_SERVER",
                "URL of the server or gateway; --server overrides it. Without either, commands use the server of the last login.");
        entry(page, "HERO_COLLAB_TOKEN", "Session token; --token overrides it.");
        entry(page, "NO_COLOR", "When set to any value, output has no colors.");
        entry(
                page,
                "XDG_CONFIG_HOME",
                "Folder in which hero-collab/ keeps the token and the server of a login; ~/.config by default.");
        page.append(".SH EXAMPLES\n.nf\n");
        for (String example : root.usageMessage().footer())
            page.append(plain(example)).append('\n');
        return page.append(".fi\n").toString();
    }

    private static void command(StringBuilder page, String path, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) return;
        if (!command.getSubcommands().isEmpty() && spec.positionalParameters().isEmpty()) {
            command.getSubcommands().forEach((name, sub) -> command(page, path + " " + name, sub));
            return;
        }
        List<String> words = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (option.required())
                words.add("\\fB" + dashes(option.longestName()) + "\\fR \\fI" + plain(option.paramLabel()) + "\\fR");
        }
        for (PositionalParamSpec param : spec.positionalParameters())
            words.add("\\fI" + plain(param.paramLabel()) + "\\fR");
        page.append(".SS \"")
                .append(path)
                .append(' ')
                .append(String.join(" ", words))
                .append("\"\n");
        for (String line : spec.usageMessage().description())
            page.append(plain(line)).append('\n');
        for (PositionalParamSpec param : spec.positionalParameters()) {
            entry(page, param.paramLabel(), String.join(" ", param.description()));
        }
        for (OptionSpec option : spec.options()) {
            if (!EVERYWHERE.contains(option.longestName())) option(page, option);
        }
    }

    private static void option(StringBuilder page, OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
        entry(page, String.join(", ", option.names()) + value, String.join(" ", rendered(option)));
    }

    /** The description with the default value filled in, as {@code --help} shows it. */
    private static String[] rendered(OptionSpec option) {
        String[] lines = option.description().clone();
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i].replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValueString()));
        }
        return lines;
    }

    private static void entry(StringBuilder page, String term, String text) {
        page.append(".TP\n.B ")
                .append(dashes(plain(term)))
                .append('\n')
                .append(plain(text))
                .append('\n');
    }

    private static String dashes(String term) {
        return term.replace("-", "\\-");
    }

    /** Escapes text, so that no line begins with a character that roff takes for a request. */
    private static String plain(String text) {
        String plain = Help.Ansi.OFF
                .string(text)
                .replace("%%", "%")
                .replace("%n", "\n")
                .replace("\\", "\\e");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
