package collab.ops;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One configuration key.
 *
 * @param name dotted kebab-case, for example {@code http.max-connections}
 * @param fallback the value when nothing sets it, as it would be written in a file; empty means unset
 * @param secret whether the value is hidden when the configuration is printed
 */
public record Key(String name, String fallback, boolean secret) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");

    public Key {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("a key is dotted kebab-case, is " + name);
        }
    }

    public static Key of(String name, String fallback) {
        return new Key(name, fallback, false);
    }

    public static Key of(String name, long fallback) {
        return of(name, Long.toString(fallback));
    }

    /** A key whose value is printed as {@code ***}. */
    public static Key secret(String name) {
        return new Key(name, "", true);
    }

    /** {@code http.max-connections} is also {@code HERO_COLLAB_HTTP_MAX_CONNECTIONS}. */
    String variable() {
        return Settings.VARIABLE_PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
