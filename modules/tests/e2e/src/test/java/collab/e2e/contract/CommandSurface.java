package collab.e2e.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What scripts depend on: commands with their options and arguments, from the completion script and the manual page. */
final class CommandSurface {
    private static final Pattern PATH =
            Pattern.compile("\"\\$\\{COMP_WORDS\\[0]} ([a-z -]+)\" ]; +then (_picocli_hero-collab\\w*)");
    private static final Pattern FUNCTION = Pattern.compile("^function (_picocli_hero-collab[\\w-]*)\\(\\) \\{$");
    private static final Pattern OPTIONS = Pattern.compile("^ {2}local (flag|arg)_opts=\"(.*)\"$");
    private static final Pattern VALUES =
            Pattern.compile("^ {2}local \\w+_(?:option|pos_param)_args=\\((.*)\\) # (.*) values$");
    private static final Pattern MANUAL_COMMAND = Pattern.compile("^\\.SS \"([^\\\\]*?) ((?:\\\\.*)?)\"$");

    private CommandSurface() {}

    /**
     * @param completion what {@code hero-collab completion bash} prints
     * @param manual what {@code hero-collab man} prints
     */
    static void addTo(Surface surface, List<String> completion, List<String> manual) {
        surface.add("commands", commands(completion, required(manual)));
        surface.add("exit codes, documented", terms(manual, "EXIT STATUS"));
        surface.add("environment variables, documented", terms(manual, "ENVIRONMENT"));
    }

    // ---- options, from the completion script ----

    private static List<String> commands(List<String> completion, Map<String, String> required) {
        SortedMap<String, SortedSet<String>> options = options(completion);
        SortedSet<String> everywhere = new TreeSet<>(options.firstEntry().getValue());
        options.values().forEach(everywhere::retainAll);
        List<String> lines = new ArrayList<>();
        lines.add("(every command): " + String.join(" ", everywhere));
        options.forEach((command, words) -> {
            words.removeAll(everywhere);
            String arguments = required.getOrDefault(command, "");
            lines.add((command + " " + arguments).strip() + ": " + String.join(" ", words));
        });
        return lines;
    }

    /** The options of each command; {@code --name=} takes a value, {@code --name=a|b} one of these. */
    private static SortedMap<String, SortedSet<String>> options(List<String> completion) {
        Map<String, String> commands = paths(completion);
        SortedMap<String, SortedSet<String>> options = new TreeMap<>();
        SortedSet<String> current = new TreeSet<>();
        for (String line : completion) {
            Matcher function = FUNCTION.matcher(line);
            Matcher names = OPTIONS.matcher(line);
            Matcher values = VALUES.matcher(line);
            if (function.matches()) {
                current = new TreeSet<>();
                options.put(commands.getOrDefault(function.group(1), function.group(1)), current);
            } else if (names.matches() && !names.group(2).isEmpty()) {
                String suffix = names.group(1).equals("arg") ? "=" : "";
                for (String name : names.group(2).replace("'", "").split(" ")) current.add(name + suffix);
            } else if (values.matches()) {
                String name = values.group(2);
                current.remove(name + "=");
                current.add((name.startsWith("-") ? name : "argument " + name) + "="
                        + values.group(1).replace("\" \"", "|").replace("\"", ""));
            }
        }
        return options;
    }

    /** The words of a command by the name of its function in the script. */
    private static Map<String, String> paths(List<String> completion) {
        Map<String, String> paths = new HashMap<>(Map.of("_picocli_hero-collab", "(no command)"));
        for (String line : completion) {
            Matcher path = PATH.matcher(line);
            if (path.find()) {
                String words = path.group(1);
                paths.put("_picocli_hero-collab_" + words.replace("-", "").replace(' ', '_'), words);
            }
        }
        return paths;
    }

    // ---- arguments and exit codes, from the manual page ----

    /** The required options and the arguments of each command. */
    private static Map<String, String> required(List<String> manual) {
        Map<String, String> required = new HashMap<>();
        for (String line : manual) {
            Matcher command = MANUAL_COMMAND.matcher(line);
            if (command.matches()) {
                required.put(
                        command.group(1),
                        command.group(2).replaceAll("\\\\f[BIR]", "").replace("\\-", "-"));
            }
        }
        return required;
    }

    /** The terms that a section of the manual page explains. */
    private static List<String> terms(List<String> manual, String section) {
        int begin = manual.indexOf(".SH " + section) + 1;
        if (begin == 0) throw new AssertionError("the manual page has no section " + section);
        return manual.subList(begin, manual.size()).stream()
                .takeWhile(line -> !line.startsWith(".SH "))
                .filter(line -> line.startsWith(".B "))
                .map(line -> line.substring(".B ".length()).replace("\\-", "-"))
                .toList();
    }
}
