package collab.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One configuration key, declared once: the YAML samples, {@code etc/CONFIGURATION.md} and the checks of values are derived from
 * this declaration.
 *
 * @param name dotted kebab-case, for example {@code http.max-connections}
 * @param type the accepted values with their bounds and unit
 * @param fallback the value when no source sets the key, as it would be written in a file; empty means unset
 * @param secret whether the value is hidden when the configuration is printed
 * @param doc what the key does, in full sentences; names the effect at a bound
 */
public record ConfigKey(String name, ConfigType type, String fallback, boolean secret, String doc) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");

    public ConfigKey {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("a key must be dotted kebab-case, got " + name);
        }
        if (!fallback.isEmpty() && type.problem(fallback).isPresent()) {
            throw new IllegalArgumentException(
                    "the default of " + name + " " + type.problem(fallback).get() + ", got " + fallback);
        }
    }

    private static ConfigKey of(String name, ConfigType type, String fallback, String doc) {
        return new ConfigKey(name, type, fallback, false, doc);
    }

    public static ConfigKey text(String name, String fallback, String doc) {
        return of(name, new ConfigType.Text(), fallback, doc);
    }

    /** A key for a secret text; its value is printed as {@code ***}. */
    public static ConfigKey secret(String name, String doc) {
        return new ConfigKey(name, new ConfigType.Text(), "", true, doc);
    }

    public static ConfigKey flag(String name, boolean fallback, String doc) {
        return of(name, new ConfigType.Flag(), Boolean.toString(fallback), doc);
    }

    /** A TCP port; 0 takes a free one. */
    public static ConfigKey port(String name, int fallback, String doc) {
        return of(name, new ConfigType.WholeNumber(0, 65_535, ""), Integer.toString(fallback), doc);
    }

    /** A number of at least 1 without an upper bound. */
    public static ConfigKey count(String name, long fallback, String unit, String doc) {
        return number(name, fallback, 1, Integer.MAX_VALUE, unit, doc);
    }

    /** A number of at least 1 whose default the process derives at its start; {@code doc} states from what. */
    public static ConfigKey derivedCount(String name, String unit, String doc) {
        return of(name, new ConfigType.WholeNumber(1, Integer.MAX_VALUE, unit), "", doc);
    }

    public static ConfigKey number(String name, long fallback, long min, long max, String unit, String doc) {
        return of(name, new ConfigType.WholeNumber(min, max, unit), Long.toString(fallback), doc);
    }

    /** @param min shortest accepted value, written like {@code fallback} */
    public static ConfigKey duration(String name, String fallback, String min, String doc) {
        Duration least = Durations.parse(min).orElseThrow(() -> new IllegalArgumentException("no duration: " + min));
        return of(name, new ConfigType.TimeSpan(least), fallback, doc);
    }

    /** Without items by default. */
    public static ConfigKey list(String name, String doc) {
        return of(name, new ConfigType.Items(), "", doc);
    }

    public static ConfigKey path(String name, String fallback, String doc) {
        return of(name, new ConfigType.FilePath(), fallback, doc);
    }

    /** @param fallback one of the words; empty for unset */
    public static ConfigKey choice(String name, String fallback, List<String> words, String doc) {
        return of(name, new ConfigType.Choice(words), fallback, doc);
    }

    /** {@code http.max-connections} is also {@code HERO_COLLAB_HTTP_MAX_CONNECTIONS}. */
    public String variable() {
        return Settings.VARIABLE_PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** How many single-character edits turn the name into the other text; for suggestions after a typing error. */
    int distanceTo(String other) {
        byte[] from = name.getBytes(StandardCharsets.UTF_8), to = other.getBytes(StandardCharsets.UTF_8);
        int[] row = new int[to.length + 1];
        for (int column = 0; column <= to.length; column++) row[column] = column;
        for (int line = 1; line <= from.length; line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length; column++) {
                int replaced = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length];
    }
}
