package collab.launcher;

import collab.cli.NearName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The sentence on stderr for a command line that is not valid: what is wrong, and the name that was probably meant. */
final class MisuseMessage {
    /** At most so many commands are named for a word that is the last word of several. */
    private static final int COMMANDS_MAX = 3;

    private final CommandLine command;

    private MisuseMessage(CommandLine command) {
        this.command = command;
    }

    /** @param arguments all arguments of the program */
    static String of(ParameterException misuse, String... arguments) {
        MisuseMessage message = new MisuseMessage(misuse.getCommandLine());
        return switch (misuse) {
            case UnmatchedArgumentException unmatched -> message.unmatched(unmatched);
            case MissingParameterException missing ->
                message.misspelled(arguments).orElseGet(() -> String.valueOf(missing.getMessage()));
            default -> message.lacksCommand(misuse) ? message.commandMissing() : String.valueOf(misuse.getMessage());
        };
    }

    // ---- Words that are too many ----

    private String unmatched(UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) return unknownOption(word);
        boolean group = !command.getSubcommands().isEmpty();
        if (group) return "unknown command '" + word + "'" + suggestion(nearCommand(word));
        return "unexpected argument '" + word + "'"
                + (takesText() ? "; put a value with spaces in quotation marks" : "");
    }

    private String unknownOption(String word) {
        Optional<String> near = nearOption(word);
        String dashes = near.isEmpty() && mayBeText(word) ? "; write -- before a text that begins with -" : "";
        return "unknown option '" + name(word) + "'" + suggestion(near) + dashes;
    }

    /** A person who writes two dashes and no space means an option. */
    private boolean mayBeText(String word) {
        return takesText() && (!word.startsWith("--") || word.indexOf(' ') >= 0);
    }

    private boolean takesText() {
        return !command.getCommandSpec().positionalParameters().isEmpty();
    }

    private static String suggestion(Optional<String> near) {
        return near.map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    /** The option without its value. */
    private static String name(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    private Optional<String> nearOption(String word) {
        List<String> options =
                new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
        options.removeIf(option -> !option.startsWith("--"));
        return NearName.of(name(word), options);
    }

    /** A command of this group with a similar name, or commands anywhere below whose last word it is. */
    private Optional<String> nearCommand(String word) {
        String path = command.getCommandSpec().qualifiedName() + " ";
        Optional<String> near = NearName.of(word, command.getSubcommands().keySet());
        if (near.isPresent()) return Optional.of(path + near.get());
        List<String> deeper =
                below(command).filter(name -> name.endsWith(" " + word)).toList();
        return deeper.isEmpty() || deeper.size() > COMMANDS_MAX
                ? Optional.empty()
                : Optional.of(String.join("' or '", deeper));
    }

    private static Stream<String> below(CommandLine command) {
        return command.getSubcommands().values().stream()
                .flatMap(sub -> Stream.concat(Stream.of(sub.getCommandSpec().qualifiedName()), below(sub)));
    }

    // ---- Words that are missing ----

    /** What picocli reports as missing may stand there: a required option with a slip in its name, or a text that begins with {@code -}. */
    private Optional<String> misspelled(String... arguments) {
        List<String> words =
                Stream.of(arguments).takeWhile(word -> !word.equals("--")).toList();
        return words.stream()
                .filter(word -> word.length() > 1 && word.startsWith("-"))
                .filter(word -> !command.getCommandSpec().optionsMap().containsKey(name(word)))
                .filter(word -> nearOption(word).isPresent() || mayBeText(word) && !isValue(word, words))
                .findFirst()
                .map(this::unknownOption);
    }

    /** Whether the word follows an option that takes a value. */
    private boolean isValue(String word, List<String> words) {
        int before = words.indexOf(word) - 1;
        var option = before < 0 ? null : command.getCommandSpec().findOption(words.get(before));
        return option != null && option.arity().max() > 0;
    }

    private boolean lacksCommand(ParameterException misuse) {
        return "Missing required subcommand".equals(misuse.getMessage());
    }

    private String commandMissing() {
        return "'" + command.getCommandSpec().qualifiedName() + "' needs a command: "
                + String.join(", ", command.getSubcommands().keySet());
    }
}
