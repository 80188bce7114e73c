package collab.launcher;

import collab.runtime.ConfigKey;
import collab.runtime.HelidonSettings;
import collab.runtime.Logs;
import collab.runtime.Settings;
import collab.runtime.SettingsException;
import java.io.Console;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How a process is configured from the command line: options that {@code start}, {@code server} and {@code gateway} share. */
final class ProcessOptions {
    static final ConfigKey LOG_FORMAT = ConfigKey.of("log.format", "");
    static final ConfigKey LOG_LEVEL = ConfigKey.of("log.level", "info");
    private static final List<ConfigKey> KEYS = List.of(LOG_FORMAT, LOG_LEVEL);

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a configuration key; overrules file and environment. Repeatable.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (http.host).")
    Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on, 0 for a free one (http.port).")
    Optional<String> port = Optional.empty();

    @Option(
            names = "--link-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that server and gateways share (link.secret-file).")
    Optional<String> linkSecretFile = Optional.empty();

    @Option(
            names = "--check-config",
            description = "Check the configuration, print what is in effect with secrets hidden, and end.")
    boolean checkConfig;

    /**
     * @param known the keys of the process
     * @param more options of the command itself, by key
     */
    Settings settings(List<ConfigKey> known, Map<String, Optional<String>> more) {
        HelidonSettings.ignore();
        Map<String, String> flags = new LinkedHashMap<>();
        host.ifPresent(value -> flags.put("http.host", value));
        port.ifPresent(value -> flags.put("http.port", value));
        linkSecretFile.ifPresent(value -> flags.put("link.secret-file", value));
        more.forEach((key, option) -> option.ifPresent(value -> flags.put(key, value)));
        flags.putAll(set);
        return Settings.read(withCommon(known), config, System.getenv(), flags);
    }

    static List<ConfigKey> withCommon(List<ConfigKey> known) {
        return Stream.concat(known.stream(), KEYS.stream()).toList();
    }

    /** Human on a terminal, JSON elsewhere, unless told. */
    static Logs logs(Settings settings) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        String format = settings.text(LOG_FORMAT).orElse(terminal ? "human" : "json");
        return Logs.install(System.out, oneOf(LOG_FORMAT, format), level(settings.required(LOG_LEVEL)));
    }

    private static Logs.Format oneOf(ConfigKey key, String format) {
        return switch (format) {
            case "human" -> Logs.Format.HUMAN;
            case "json" -> Logs.Format.JSON;
            default -> throw new SettingsException(key.name() + " must be human or json, is " + format);
        };
    }

    private static Level level(String level) {
        return switch (level.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default -> throw new SettingsException("log.level must be error, warning, info or debug, is " + level);
        };
    }
}
