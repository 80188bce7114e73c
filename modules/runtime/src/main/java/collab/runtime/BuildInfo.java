package collab.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Facts that the build writes into the program. */
public final class BuildInfo {
    /** The version of the product, for example {@code 0.1.0}. It is independent of protocol versions. */
    public static final String VERSION = stamped("version");

    private BuildInfo() {}

    private static String stamped(String name) {
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in == null) throw new IllegalStateException("build.properties is missing beside " + BuildInfo.class);
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty(name, "unknown");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
