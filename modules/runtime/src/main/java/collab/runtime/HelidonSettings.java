package collab.runtime;

import io.helidon.common.config.GlobalConfig;
import io.helidon.config.Config;
import io.helidon.service.registry.Services;

/** The configuration that Helidon reads by itself: {@code application.yaml} in the working directory, properties, the environment. */
public final class HelidonSettings {
    private HelidonSettings() {}

    /** Replaces it by an empty configuration for the whole process. Call it before any other class of Helidon is used. */
    public static void ignore() {
        EmptyConfiguration.install();
    }

    private static final class EmptyConfiguration {
        static {
            Services.set(Config.class, Config.empty());
            setGlobal();
        }

        private static void install() {}

        /** Older parts of Helidon 4.5 still read it. */
        @SuppressWarnings({"deprecation", "removal"})
        private static void setGlobal() {
            GlobalConfig.config(Config.empty(), true);
        }
    }
}
