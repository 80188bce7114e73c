package collab.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A server and one gateway, each in its own process. */
public final class RunningPair implements RunningSystem {
    private final RunningServer server;
    private final RunningGateway gateway;

    private RunningPair(RunningServer server, RunningGateway gateway) {
        this.server = server;
        this.gateway = gateway;
    }

    /** @param settings of the server */
    public static RunningPair start(ExamplePrograms programs, Path data, String... settings) {
        Path secret = secretFile(programs);
        RunningServer server = RunningServer.start(programs, data, secret, settings);
        RunningPair pair = new RunningPair(server, RunningGateway.start(programs, server, secret));
        pair.anonymous().awaitReady();
        return pair;
    }

    public static Path secretFile(ExamplePrograms programs) {
        try {
            return Files.writeString(
                    programs.folder().resolve("link.secret"), UUID.randomUUID() + "" + UUID.randomUUID());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    public RunningServer server() {
        return server;
    }

    public RunningGateway gateway() {
        return gateway;
    }

    @Override
    public void killGateway() {
        gateway.kill();
    }

    @Override
    public void restartGateway() {
        gateway.restart();
        anonymous().awaitReady();
    }

    @Override
    public void restartAll() {
        server.restart();
        gateway.restart();
        anonymous().awaitReady();
    }

    @Override
    public URI http() {
        return gateway.http();
    }

    @Override
    public RpcCaller anonymous() {
        return RpcCaller.of(http());
    }
}
