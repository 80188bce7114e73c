package collab.launcher;

import collab.server.ServerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the processes that own data: {@code start} and {@code server}. */
final class ServerOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the data lives (data.directory); ./data by default.")
    Optional<String> data = Optional.empty();

    @Option(
            names = "--auth-mode",
            paramLabel = "MODE",
            description = "How people prove who they are (auth.mode): dev, a name is enough, on this machine only;"
                    + " token, passwords; proxy, a proxy in front says who they are.")
    Optional<String> authMode = Optional.empty();

    @Option(
            names = "--seed-dev-users",
            description = "See to it that Alice, Bob, Carol, Dave and the workspace General exist (seed.dev-users).")
    boolean seedDevUsers;

    @Option(names = "--link-port", paramLabel = "PORT", description = "Port for gateways to attach to (link.port).")
    Optional<String> linkPort = Optional.empty();

    Map<String, Optional<String>> flags() {
        Map<String, Optional<String>> flags = new LinkedHashMap<>();
        flags.put(ServerConfig.DATA.name(), data);
        flags.put(ServerConfig.AUTH_MODE.name(), authMode);
        flags.put(ServerConfig.SEED_DEV_USERS.name(), seedDevUsers ? Optional.of("true") : Optional.empty());
        flags.put(ServerConfig.LINK_PORT.name(), linkPort);
        return flags;
    }
}
