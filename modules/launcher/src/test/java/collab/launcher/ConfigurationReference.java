package collab.launcher;

import collab.runtime.ConfigKey;
import collab.runtime.ConfigType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Renders declared configuration keys as the YAML samples and as {@code etc/CONFIGURATION.md}. */
final class ConfigurationReference {
    private static final int YAML_COLUMNS = 120;

    private ConfigurationReference() {}

    /** A YAML file with every key, its documentation and its default. */
    static String yaml(String introduction, List<ConfigKey> keys) {
        StringBuilder out = new StringBuilder(comment("", introduction));
        sections(keys).forEach((section, members) -> {
            out.append('\n').append(section).append(":\n");
            members.forEach(key -> out.append(comment("  ", key.doc() + " Accepts " + accepted(key) + "."))
                    .append("  ")
                    .append(key.name().substring(section.length() + 1))
                    .append(": ")
                    .append(key.fallback().isEmpty() ? "\"\"" : key.fallback())
                    .append('\n'));
        });
        return out.toString();
    }

    /** One table row per key; keys that processes declare differently have a row per process. */
    static String markdown(Map<String, List<ConfigKey>> keysByProcess) {
        StringBuilder out = new StringBuilder("""
                # Configuration

                Generated from the declarations of the keys (`ServerConfigKeys`, `GatewayConfigKeys`, `GatewayCommand`, `ProcessOptions`).

                A value comes from a YAML file (`--config FILE`), from an environment variable, or from the command line
                (`--set KEY=VALUE`, repeatable). An environment variable overrides the file, and the command line overrides both.
                An unknown key is an error. `--check-config` checks the configuration and prints the effective values.

                `hero-collab start` reads the keys of *server* and *gateway*, except those that say otherwise. Durations are
                written as `250ms`, `30s`, `15m`, `12h` or `7d`, or in ISO-8601 (`PT30S`). A list is a YAML list, or items
                separated by commas.
                """);
        Map<String, Map<ConfigKey, List<String>>> processesByKey = new TreeMap<>();
        keysByProcess.forEach((process, keys) -> keys.forEach(key -> processesByKey
                .computeIfAbsent(key.name(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(key, _ -> new ArrayList<>())
                .add(process)));
        Map<String, List<String>> rowsBySection = new TreeMap<>();
        processesByKey.forEach((name, declarations) -> declarations.forEach((key, processes) -> rowsBySection
                .computeIfAbsent(name.substring(0, name.indexOf('.')), _ -> new ArrayList<>())
                .add(row(key, processes))));
        rowsBySection.forEach((section, rows) -> {
            out.append("\n## ").append(section).append("\n\n");
            out.append("| key | process | value | default | meaning |\n|---|---|---|---|---|\n");
            rows.forEach(out::append);
        });
        return out.toString();
    }

    private static String row(ConfigKey key, List<String> processes) {
        return "| `%s`<br>`%s` | %s | %s | %s | %s |\n"
                .formatted(
                        key.name(),
                        key.variable(),
                        String.join(", ", processes),
                        accepted(key),
                        key.fallback().isEmpty() ? "not set" : "`" + key.fallback() + "`",
                        key.doc());
    }

    /** The accepted values without the examples that the introduction gives. */
    private static String accepted(ConfigKey key) {
        return switch (key.type()) {
            case ConfigType.WholeNumber(long min, long max, String unit)
            when max >= Integer.MAX_VALUE ->
                "a whole number" + (unit.isEmpty() ? "" : " of " + unit) + ", at least " + min;
            case ConfigType.TimeSpan span -> span.accepted().replace(" such as 250ms, 30s, 15m, 12h or 7d", "");
            case ConfigType.Items _ -> "a list";
            case ConfigType.Text _,
                    ConfigType.WholeNumber _,
                    ConfigType.Flag _,
                    ConfigType.FilePath _,
                    ConfigType.Choice _ -> key.type().accepted();
        };
    }

    private static Map<String, List<ConfigKey>> sections(List<ConfigKey> keys) {
        Function<ConfigKey, String> section =
                key -> key.name().substring(0, key.name().indexOf('.'));
        return keys.stream().collect(Collectors.groupingBy(section, LinkedHashMap::new, Collectors.toList()));
    }

    private static String comment(String indent, String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > YAML_COLUMNS) {
                out.append(line).append('\n');
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        return out.append(line).append('\n').toString();
    }
}
