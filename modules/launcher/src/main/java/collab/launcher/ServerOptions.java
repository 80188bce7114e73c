package collab.launcher;

import collab.server.ServerConfigKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the processes with a data folder: {@code start} and {@code server}. */
final class ServerOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "Data folder (data.directory); ./data by default.")
    Optional<String> data = Optional.empty();

    @Option(
            names = "--auth-mode",
            paramLabel = "MODE",
            description =
                    "How people sign in (auth.mode): token, with passwords, the default; dev, by name without a password, on"
                            + " this machine only; proxy, at a reverse proxy.")
    Optional<String> authMode = Optional.empty();

    @Option(
            names = "--seed-dev-users",
            description = "Create Alice, Bob, Carol, Dave and the workspace General (seed.dev-users).")
    boolean seedDevUsers;

    @Option(names = "--link-port", paramLabel = "PORT", description = "Port on which gateways attach (link.port).")
    Optional<String> linkPort = Optional.empty();

    Map<String, Optional<String>> flags() {
        Map<String, Optional<String>> flags = new LinkedHashMap<>();
        flags.put(ServerConfigKeys.DATA.name(), data);
        flags.put(ServerConfigKeys.AUTH_MODE.name(), authMode);
        flags.put(ServerConfigKeys.SEED_DEV_USERS.name(), seedDevUsers ? Optional.of("true") : Optional.empty());
        flags.put(ServerConfigKeys.LINK_PORT.name(), linkPort);
        return flags;
    }
}
