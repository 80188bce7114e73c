package collab.launcher;

import collab.cli.ExitCode;
import collab.runtime.ConfigKey;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.runtime.log.Logs;
import collab.server.Server;
import collab.server.ServerConfig;
import collab.server.ServerConfigKeys;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hero-collab server}. */
@Command(name = "server", description = "Run the server: it owns the data, and gateways attach to it.")
final class ServerCommand implements Callable<Integer> {
    static final List<ConfigKey> KEYS = Stream.of(ServerConfigKeys.ALL, ServerConfigKeys.HTTP)
            .flatMap(List::stream)
            .toList();

    @Mixin
    ProcessOptions options;

    @Mixin
    ServerOptions serverOptions;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        Settings settings = options.settings(KEYS, serverOptions.flags());
        var _ = ServerConfig.of(settings); // checks the values
        if (options.checkConfig) return ListeningLines.of(command).effective(settings);
        ServerConfig config = ServerConfig.of(Descriptors.fitServer(settings));
        Logs logs = ProcessOptions.logs(settings);
        ProcessLifecycle life = ProcessLifecycle.begin();
        try (Server server = Server.start(config, Metrics.ofProcess(), new Readiness())) {
            ListeningLines lines = ListeningLines.of(command)
                    .listening("http", server.httpUrl().orElseThrow())
                    .listening("link", server.linkUrl());
            server.announceSetup("", lines::setup); // the page is at a gateway, whose address is in http.public-url
            logs.release();
            life.await();
            server.drain();
            return ExitCode.OK;
        }
    }
}
