package collab.launcher;

import collab.gateway.Gateway;
import collab.gateway.config.GatewayConfig;
import collab.gateway.config.GatewayConfigKeys;
import collab.runtime.ConfigKey;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.runtime.log.Logs;
import collab.server.Server;
import collab.server.ServerConfig;
import collab.server.ServerConfigKeys;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hero-collab start}: server and gateway in one process, connected by the same link as separate processes. */
@Command(name = "start", description = "Run server and gateway in one process.")
final class StartCommand implements Callable<Integer> {
    static final List<ConfigKey> KEYS = Stream.of(ServerConfigKeys.ALL, GatewayConfigKeys.ALL)
            .flatMap(List::stream)
            .toList();

    /** Generous: the link within one process is up after a tenth of a second. */
    private static final Duration LINK_TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    ProcessOptions options;

    @Mixin
    ServerOptions serverOptions;

    @Spec
    CommandSpec command;

    private static String withoutSlash(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public Integer call() {
        Settings settings = options.settings(KEYS, serverOptions.flags());
        // checks the values before anything is opened; the address of the link is known only after the server has
        // started
        GatewayConfig front = GatewayConfig.of(settings, "127.0.0.1:1", "");
        var _ = ServerConfig.embedded(
                settings, front.http().host(), Set.copyOf(settings.list(GatewayConfigKeys.ORIGINS)));
        if (options.checkConfig) return ListeningLines.of(command).effective(settings);
        Settings fitted = Descriptors.fitStart(settings);
        ServerConfig serverConfig = ServerConfig.embedded(
                fitted, front.http().host(), Set.copyOf(settings.list(GatewayConfigKeys.ORIGINS)));
        Logs logs = ProcessOptions.logs(settings);
        ProcessLifecycle life = ProcessLifecycle.begin();
        Metrics metrics = Metrics.ofProcess();
        Readiness readiness = new Readiness();
        try (Server server = Server.start(serverConfig, metrics, readiness);
                Gateway gateway = Gateway.start(
                        GatewayConfig.of(fitted, server.linkUrl().getRawAuthority(), server.linkSecret()),
                        server.endpoint()::handle,
                        metrics,
                        readiness)) {
            gateway.awaitServing(LINK_TIMEOUT);
            ListeningLines lines =
                    ListeningLines.of(command).listening("http", gateway.url()).listening("link", server.linkUrl());
            server.announceSetup(withoutSlash(gateway.url()), lines::setup);
            logs.release();
            int exitCode = GatewayCommand.lived(life, gateway);
            server.drain();
            return exitCode;
        }
    }
}
