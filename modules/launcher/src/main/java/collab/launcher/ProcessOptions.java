package collab.launcher;

import collab.runtime.ConfigKey;
import collab.runtime.HelidonSettings;
import collab.runtime.Settings;
import collab.runtime.log.Logs;
import java.io.Console;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that {@code start}, {@code server} and {@code gateway} share: the configuration of a process on the command line. */
final class ProcessOptions {
    static final ConfigKey LOG_FORMAT = ConfigKey.choice(
            "log.format",
            "",
            List.of("human", "json"),
            "Format of log lines. When unset: human on a terminal, json elsewhere.");
    static final ConfigKey LOG_LEVEL = ConfigKey.choice(
            "log.level", "info", List.of("error", "warning", "info", "debug"), "Least important level that is logged.");
    private static final List<ConfigKey> KEYS = List.of(LOG_FORMAT, LOG_LEVEL);

    @Option(names = "--config", paramLabel = "FILE", description = "Read the configuration from a YAML file.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a configuration key; overrides file and environment. Repeatable.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (http.host).")
    Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on, 0 for a free one (http.port).")
    Optional<String> port = Optional.empty();

    @Option(
            names = "--link-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that the server and its gateways share (link.secret-file).")
    Optional<String> linkSecretFile = Optional.empty();

    @Option(
            names = "--check-config",
            description = "Check the configuration, print the effective values with secrets hidden, and exit.")
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

    /** Installs the log format and level; without a configured format, human on a terminal and JSON elsewhere. */
    static Logs logs(Settings settings) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        String format = settings.choice(LOG_FORMAT).orElse(terminal ? "human" : "json");
        return Logs.install(
                System.out,
                format.equals("human") ? Logs.Format.HUMAN : Logs.Format.JSON,
                level(settings.choice(LOG_LEVEL).orElseThrow()));
    }

    private static Level level(String level) {
        return switch (level) {
            case "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "debug" -> Level.FINE;
            default -> Level.INFO;
        };
    }
}
