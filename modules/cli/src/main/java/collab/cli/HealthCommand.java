package collab.cli;

import collab.api.RpcHealthParams;
import collab.api.RpcHealthResult;
import collab.client.CollabClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hero-collab health}. */
@Command(
        name = "health",
        description = "Check whether a server or gateway is healthy.",
        footerHeading = "%nExample:%n",
        footer = "  hero-collab health --server http://127.0.0.1:8081 --timeout 0")
public final class HealthCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Override
    public Integer call() {
        try (CollabClient client = connection.anonymous()) {
            RpcHealthResult health = client.rpcHealth(RpcHealthParams.of());
            if (output.json) output.line(health);
            else output.out().println(connection.server() + " is healthy, version " + health.version());
            return ExitCode.OK;
        }
    }
}
