package collab.runtime;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The effective configuration of a process, read once. Environment variables override the file, and options of the command line
 * override both. An unknown key is an error in every source, because a mistyped limit is a limit that does not hold.
 */
public final class Settings {
    static final String VARIABLE_PREFIX = "HERO_COLLAB_";

    /** Variables with our prefix that are not configuration keys. */
    private static final List<String> LAUNCHER_VARIABLES = List.of(
            VARIABLE_PREFIX + "JAVA_OPTS",
            VARIABLE_PREFIX + "HOME",
            VARIABLE_PREFIX + "SERVER",
            VARIABLE_PREFIX + "TOKEN");

    /** A suggestion may differ from the unknown name by a third of its characters. */
    private static final int SUGGESTION_SHARE = 3;

    private static final Pattern ELEMENT = Pattern.compile("(.+)\\.(\\d{1,6})");

    private final Map<String, ConfigKey> keys;
    private final Map<String, String> values;

    private Settings(Map<String, ConfigKey> keys, Map<String, String> values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * @param known every key of this process
     * @param file a YAML file; empty for none
     * @param environment usually {@code System.getenv()}
     * @param flags options of the command line, by key
     * @throws SettingsException when a source cannot be read or has an unknown key
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

    /** Names the known key that is most like an unknown one: the nearest spelling, or the only key that ends or begins with it. */
    private static String nearest(Map<String, ConfigKey> keys, String name) {
        Optional<ConfigKey> spelledAlike = keys.values().stream()
                .min(Comparator.comparingInt(key -> key.distanceTo(name)))
                .filter(key -> key.distanceTo(name) * SUGGESTION_SHARE <= name.length());
        String last = name.substring(name.lastIndexOf('.') + 1);
        return spelledAlike
                .or(() -> keys.values().stream()
                        .filter(key -> key.name().endsWith(last) || key.name().startsWith(name))
                        .findFirst())
                .map(key -> "; did you mean " + key.name() + "?")
                .orElse("");
    }

    private static Map<String, String> fromFile(Path path) {
        if (!Files.isReadable(path)) {
            throw new SettingsException("file " + path + ": cannot be read");
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

    /** Joins a YAML list, which arrives as {@code key.0, key.1, …} in any order, to the form {@code a,b} of the command line. */
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
            if (key == null) {
                throw new SettingsException(
                        "environment: unknown variable " + variable + nearestVariable(byVariable, variable));
            }
            found.put(key.name(), value.strip());
        });
        return found;
    }

    private static String nearestVariable(Map<String, ConfigKey> byVariable, String variable) {
        Map<String, ConfigKey> keys = new TreeMap<>();
        byVariable.values().forEach(key -> keys.put(key.name(), key));
        String name = variable.substring(VARIABLE_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replaceFirst("_", ".")
                .replace('_', '-');
        return nearest(keys, name);
    }

    /** These settings with other values of some keys. */
    public Settings with(Map<ConfigKey, Integer> numbers) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        numbers.forEach((key, number) -> changed.put(key.name(), number.toString()));
        return new Settings(keys, changed);
    }

    /** The value, if a source sets it or it has a default. */
    public Optional<String> text(ConfigKey key) {
        if (keys.get(key.name()) == null) throw new IllegalStateException(key.name() + " is not a key of this process");
        String value = values.getOrDefault(key.name(), key.fallback());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    public String required(ConfigKey key) {
        return text(key).orElseThrow(() -> new SettingsException(key.name() + " must be set"));
    }

    /** The number of a key without a default, or {@code otherwise} when no source sets it. */
    public int integer(ConfigKey key, int otherwise) {
        return text(key).isPresent() ? integer(key) : otherwise;
    }

    public int integer(ConfigKey key) {
        return Math.toIntExact(whole(key));
    }

    public long whole(ConfigKey key) {
        return ConfigType.wholeNumber(valid(key)).orElseThrow();
    }

    public boolean flag(ConfigKey key) {
        return Boolean.parseBoolean(valid(key));
    }

    /** {@code 250ms}, {@code 30s}, {@code 15m}, {@code 12h}, {@code 7d}, or ISO-8601 ({@code PT30S}). */
    public Duration duration(ConfigKey key) {
        return Durations.parse(valid(key)).orElseThrow();
    }

    /** The value, checked against the type of its key. */
    private String valid(ConfigKey key) {
        String value = required(key);
        key.type().problem(value).ifPresent(problem -> {
            throw new SettingsException(key.name() + " " + problem + ", got " + shown(key));
        });
        return value;
    }

    /** One of the words of a {@link ConfigType.Choice}; empty when unset. */
    public Optional<String> choice(ConfigKey key) {
        return text(key).map(_ -> valid(key));
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

    /** The content of the file that the key names, without surrounding white space; secrets are read this way. */
    public Optional<String> secretFile(ConfigKey key) {
        return path(key).map(path -> {
            try {
                String content = Files.readString(path).strip();
                if (content.isEmpty()) throw new SettingsException(key.name() + ": file " + path + " is empty");
                return content;
            } catch (IOException unreadable) {
                throw new SettingsException(key.name() + ": file " + path + " cannot be read", unreadable);
            }
        });
    }

    /** Every key with its effective value, one per line; secrets are hidden. */
    public String print() {
        return keys.values().stream()
                .map(key -> key.name() + ": " + shown(key))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String shown(ConfigKey key) {
        return text(key).map(value -> key.secret() ? "***" : value).orElse("");
    }
}
