package collab.cli;

import collab.ops.Key;
import collab.ops.Logs;
import collab.ops.Metrics;
import collab.ops.Readiness;
import collab.ops.Settings;
import collab.server.Server;
import collab.server.ServerConfig;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hero-collab server}. */
@Command(name = "server", description = "Run the process that owns the data; gateways attach to it.")
final class ServerCommand implements Callable<Integer> {
    static final List<Key> KEYS = Stream.of(ServerConfig.KEYS, ServerConfig.HTTP_KEYS)
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
        ServerConfig config = ServerConfig.of(settings);
        if (options.checkConfig) return Announcement.of(command).effective(settings);
        Logs logs = ProcessOptions.logs(settings);
        Life life = Life.begin();
        try (Server server = Server.start(config, Metrics.ofProcess(), new Readiness())) {
            Announcement.of(command)
                    .listening("http", server.httpUrl().orElseThrow())
                    .listening("link", server.linkUrl());
            logs.release();
            life.await();
            server.drain();
            return ExitCode.OK;
        }
    }
}
