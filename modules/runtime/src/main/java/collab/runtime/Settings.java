package collab.runtime;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The effective configuration of a process, read once. A file is overruled by environment variables, these by flags. A key
 * that nobody knows is an error wherever it stands, for a mistyped limit is a limit that does not hold.
 */
public final class Settings {
    static final String VARIABLE_PREFIX = "HERO_COLLAB_";

    /** Variables of ours that the launcher reads, not the program. */
    private static final List<String> LAUNCHER_VARIABLES = List.of(
            VARIABLE_PREFIX + "JAVA_OPTS",
            VARIABLE_PREFIX + "HOME",
            VARIABLE_PREFIX + "SERVER",
            VARIABLE_PREFIX + "TOKEN");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\.(\\d{1,6})");

    private final Map<String, ConfigKey> keys;
    private final Map<String, String> values;

    private Settings(Map<String, ConfigKey> keys, Map<String, String> values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * @param known every key of this process
     * @param file YAML, or nothing
     * @param environment usually {@code System.getenv()}
     * @param flags from the command line
     * @throws SettingsException when a source can not be read or has an unknown key
     */
    public static Settings read(
            Collection<ConfigKey> known,
            Optional<Path> file,
            Map<String, String> environment,
            Map<String, String> flags) {
        Map<String, ConfigKey> keys = known.stream()
                .collect(Collectors.toMap(ConfigKey::name, key -> key, (first, _) -> first, TreeMap::new));
        Map<String, String> values = new LinkedHashMap<>();
        file.ifPresent(path -> fromFile(path).forEach((name, value) -> put(keys, values, name, value, "file " + path)));
        fromEnvironment(keys, environment).forEach(values::put);
        flags.forEach((name, value) -> put(keys, values, name, value, "command line"));
        return new Settings(keys, values);
    }

    private static void put(
            Map<String, ConfigKey> keys, Map<String, String> values, String name, String value, String source) {
        if (!keys.containsKey(name)) {
            throw new SettingsException(source + ": unknown key " + name + nearest(keys, name));
        }
        values.put(name, value.strip());
    }

    /** A slip of the finger should not send anybody to the manual. */
    private static String nearest(Map<String, ConfigKey> keys, String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return keys.keySet().stream()
                .filter(key -> key.endsWith(last) || key.startsWith(name))
                .findFirst()
                .map(key -> "; did you mean " + key + "?")
                .orElse("");
    }

    private static Map<String, String> fromFile(Path path) {
        if (!Files.isReadable(path)) {
            throw new SettingsException("file " + path + ": can not be read");
        }
        try {
            Config config = Config.builder(ConfigSources.file(path))
                    .disableEnvironmentVariablesSource()
                    .disableSystemPropertiesSource()
                    .disableValueResolving()
                    .disableKeyResolving()
                    .build();
            return lists(config.asMap().orElse(Map.of()));
        } catch (RuntimeException broken) {
            throw new SettingsException("file " + path + ": is not valid YAML: " + broken.getMessage(), broken);
        }
    }

    /** A YAML list arrives as {@code key.0, key.1, …} in no order and is what a flag writes as {@code a,b}. */
    private static Map<String, String> lists(Map<String, String> flat) {
        Map<String, SortedMap<Integer, String>> elements = new TreeMap<>();
        Map<String, String> joined = new TreeMap<>();
        flat.forEach((name, value) -> {
            Matcher element = ELEMENT.matcher(name);
            if (element.matches()) {
                elements.computeIfAbsent(element.group(1), _ -> new TreeMap<>())
                        .put(Integer.valueOf(element.group(2)), value);
            } else {
                joined.put(name, value);
            }
        });
        elements.forEach((name, values) -> joined.put(name, String.join(",", values.values())));
        return joined;
    }

    private static Map<String, String> fromEnvironment(Map<String, ConfigKey> keys, Map<String, String> environment) {
        Map<String, ConfigKey> byVariable =
                keys.values().stream().collect(Collectors.toMap(ConfigKey::variable, key -> key));
        Map<String, String> found = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(VARIABLE_PREFIX) || LAUNCHER_VARIABLES.contains(variable)) return;
            ConfigKey key = byVariable.get(variable);
            if (key == null) throw new SettingsException("environment: unknown variable " + variable);
            found.put(key.name(), value.strip());
        });
        return found;
    }

    /** The value, if it is set or has a fallback. */
    public Optional<String> text(ConfigKey key) {
        if (keys.get(key.name()) == null) throw new IllegalStateException(key.name() + " is not a key of this process");
        String value = values.getOrDefault(key.name(), key.fallback());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    public String required(ConfigKey key) {
        return text(key).orElseThrow(() -> new SettingsException(key.name() + " must be set"));
    }

    public int integer(ConfigKey key) {
        long value = whole(key);
        if (value != (int) value) throw wrong(key, "a whole number below 2^31");
        return (int) value;
    }

    public long whole(ConfigKey key) {
        try {
            return Long.parseLong(required(key).replace("_", ""));
        } catch (NumberFormatException notANumber) {
            throw wrong(key, "a whole number");
        }
    }

    public boolean flag(ConfigKey key) {
        return switch (required(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "true or false");
        };
    }

    /** {@code 250ms}, {@code 30s}, {@code 15m}, {@code 12h}, {@code 7d}, or ISO-8601 ({@code PT30S}). */
    public Duration duration(ConfigKey key) {
        String value = required(key);
        Matcher matcher = DURATION.matcher(value);
        try {
            if (!matcher.matches()) return Duration.parse(value);
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        } catch (DateTimeParseException notADuration) {
            throw wrong(key, "a duration such as 250ms, 30s, 15m, 12h or 7d");
        }
    }

    /** Separated by commas; empty when unset. */
    public List<String> list(ConfigKey key) {
        return text(key).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public Optional<Path> path(ConfigKey key) {
        return text(key).map(Path::of);
    }

    /** The content of the file the key names, without the white space around it: how secrets come in. */
    public Optional<String> secretFile(ConfigKey key) {
        return path(key).map(path -> {
            try {
                String content = Files.readString(path).strip();
                if (content.isEmpty()) throw new SettingsException(key.name() + ": file " + path + " is empty");
                return content;
            } catch (IOException unreadable) {
                throw new SettingsException(key.name() + ": file " + path + " can not be read", unreadable);
            }
        });
    }

    /** Every key with its effective value, secrets hidden, one per line, as it could stand in a properties file. */
    public String print() {
        return keys.values().stream()
                .map(key -> key.name() + ": " + shown(key))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String shown(ConfigKey key) {
        return text(key).map(value -> key.secret() ? "***" : value).orElse("");
    }

    private SettingsException wrong(ConfigKey key, String expected) {
        return new SettingsException(key.name() + " must be " + expected + ", is " + shown(key));
    }
}
