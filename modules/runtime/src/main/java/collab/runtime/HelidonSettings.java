package collab.runtime;

import io.helidon.common.config.GlobalConfig;
import io.helidon.config.Config;
import io.helidon.service.registry.Services;

/** What Helidon would read on its own: an {@code application.yaml} where the process was started, properties, the environment. */
public final class HelidonSettings {
    private HelidonSettings() {}

    /** From now on it finds nothing: all it is told, it is told by us. Before anything else of Helidon's is used, for the whole process. */
    public static void ignore() {
        Nothing.settle();
    }

    private static final class Nothing {
        static {
            Services.set(Config.class, Config.empty());
            setGlobal();
        }

        private static void settle() {}

        /** Older parts of Helidon 4.5 still ask there. */
        @SuppressWarnings({"deprecation", "removal"})
        private static void setGlobal() {
            GlobalConfig.config(Config.empty(), true);
        }
    }
}
