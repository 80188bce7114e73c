package collab.launcher;

import collab.cli.ExitCode;
import collab.gateway.Gateway;
import collab.gateway.config.GatewayConfig;
import collab.gateway.config.GatewayConfigKeys;
import collab.gateway.http.HttpRpcRelay;
import collab.runtime.ConfigKey;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.runtime.SettingsException;
import collab.runtime.log.Logs;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hero-collab gateway}. */
@Command(name = "gateway", description = "Run a gateway: it holds the WebSockets of browsers and attaches to a server.")
final class GatewayCommand implements Callable<Integer> {
    static final ConfigKey SERVER = ConfigKey.text(
            "gateway.server",
            "http://127.0.0.1:8081",
            "URL of the server's HTTP listener. Only for hero-collab gateway.");
    static final ConfigKey LINK = ConfigKey.text(
            "gateway.link", "127.0.0.1:8082", "Host and port of the server's link. Only for hero-collab gateway.");
    static final ConfigKey LINK_SECRET_FILE = ConfigKey.path(
            "link.secret-file",
            "",
            "File with the secret of the server's link. The server writes the secret it created to link.secret in its data.directory.");
    static final ConfigKey CALL_TIMEOUT = ConfigKey.duration(
            "gateway.call-timeout",
            "30s",
            "1ms",
            "Time for the answer of the server to one call. Only for hero-collab gateway.");
    static final List<ConfigKey> KEYS = Stream.concat(
                    GatewayConfigKeys.ALL.stream(), Stream.of(SERVER, LINK, LINK_SECRET_FILE, CALL_TIMEOUT))
            .toList();

    @Mixin
    ProcessOptions options;

    @Option(names = "--server", paramLabel = "URL", description = "The server's http listener (gateway.server).")
    Optional<String> server = Optional.empty();

    @Option(names = "--link", paramLabel = "HOST:PORT", description = "The server's link listener (gateway.link).")
    Optional<String> link = Optional.empty();

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        Settings settings = options.settings(KEYS, Map.of(SERVER.name(), server, LINK.name(), link));
        String secret = settings.secretFile(LINK_SECRET_FILE)
                .orElseThrow(
                        () -> new SettingsException(
                                "link.secret-file must be set: the server writes its secret to link.secret in its data.directory"));
        var _ = GatewayConfig.of(settings, settings.required(LINK), secret); // checks the values
        URI target = serverUrl(settings);
        Duration callTimeout = settings.duration(CALL_TIMEOUT);
        if (options.checkConfig) return ListeningLines.of(command).effective(settings);
        Descriptors.OfGateway descriptors = Descriptors.ofGateway(settings);
        GatewayConfig config = GatewayConfig.of(descriptors.settings(), settings.required(LINK), secret);
        Logs logs = ProcessOptions.logs(settings);
        ProcessLifecycle life = ProcessLifecycle.begin();
        try (HttpRpcRelay relay = HttpRpcRelay.to(
                        target, secret, config.link().tls(), new HttpRpcRelay.Limits(callTimeout, descriptors.relayed()));
                Gateway gateway = Gateway.start(config, relay, Metrics.ofProcess(), new Readiness())) {
            ListeningLines.of(command).listening("http", gateway.url());
            logs.release();
            return lived(life, gateway);
        }
    }

    private static URI serverUrl(Settings settings) {
        URI url = URI.create(settings.required(SERVER));
        if (url.getHost() == null) {
            throw new SettingsException("gateway.server must be a URL such as http://127.0.0.1:8081, got " + url);
        }
        return url;
    }

    /** Waits until the process is asked to stop or the gateway ends by itself, then drains. */
    static int lived(ProcessLifecycle life, Gateway gateway) {
        Thread.ofVirtual()
                .name("gateway-end")
                .start(() -> gateway.ended().join().ifPresent(life::fail));
        Optional<String> failure = life.await();
        if (failure.isPresent()) throw new IllegalStateException(failure.get());
        gateway.drain();
        return ExitCode.OK;
    }
}
