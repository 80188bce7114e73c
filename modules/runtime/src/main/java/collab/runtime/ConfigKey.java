package collab.runtime;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One configuration key.
 *
 * @param name dotted kebab-case, for example {@code http.max-connections}
 * @param fallback the value when nothing sets it, as it would be written in a file; empty means unset
 * @param secret whether the value is hidden when the configuration is printed
 */
public record ConfigKey(String name, String fallback, boolean secret) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");

    public ConfigKey {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("a key is dotted kebab-case, is " + name);
        }
    }

    public static ConfigKey of(String name, String fallback) {
        return new ConfigKey(name, fallback, false);
    }

    public static ConfigKey of(String name, long fallback) {
        return of(name, Long.toString(fallback));
    }

    /** A key whose value is printed as {@code ***}. */
    public static ConfigKey secret(String name) {
        return new ConfigKey(name, "", true);
    }

    /** {@code http.max-connections} is also {@code HERO_COLLAB_HTTP_MAX_CONNECTIONS}. */
    String variable() {
        return Settings.VARIABLE_PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
