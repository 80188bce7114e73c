package collab.launcher;

import collab.gateway.config.GatewayConfigKeys;
import collab.runtime.Settings;
import collab.runtime.limit.DescriptorBudget;
import collab.runtime.limit.DescriptorBudget.Bound;
import collab.server.ServerConfigKeys;
import java.util.List;

/** Derives the bounds of the listeners of a process from the number of files that it may open. */
final class Descriptors {
    /** The database, its write-ahead log and its shared memory, for each connection to it. */
    private static final int PER_DATABASE_CONNECTION = 3;

    /** The writer, a backup or a check, and the lock of the data folder. */
    private static final int OTHER_DATABASE_CONNECTIONS = 3;

    private static final Bound LINK =
            new Bound(ServerConfigKeys.LINK_CONNECTIONS_MAX, ServerConfigKeys.LINK_CONNECTIONS_MOST, 8);
    private static final Bound SERVER_HTTP =
            new Bound(ServerConfigKeys.HTTP_CONNECTIONS_MAX, ServerConfigKeys.HTTP_CONNECTIONS_MOST, 1);
    private static final Bound GATEWAY_HTTP =
            new Bound(GatewayConfigKeys.CONNECTIONS_MAX, GatewayConfigKeys.CONNECTIONS_MOST, 1);

    /** A gateway uses at most this part of its descriptors for connections to the server. */
    private static final int RELAY_DIVISOR = 4;

    private Descriptors() {}

    static Settings fitServer(Settings settings) {
        return DescriptorBudget.ofProcess(storeReserve(settings)).fit(settings, List.of(LINK, SERVER_HTTP));
    }

    static Settings fitStart(Settings settings) {
        return DescriptorBudget.ofProcess(storeReserve(settings)).fit(settings, List.of(LINK, GATEWAY_HTTP));
    }

    private static int storeReserve(Settings settings) {
        return DescriptorBudget.RESERVE
                + PER_DATABASE_CONNECTION
                        * (settings.integer(ServerConfigKeys.READERS) + OTHER_DATABASE_CONNECTIONS);
    }

    /** @param relayed calls that the gateway passes to the server at the same time, each on a connection of its own */
    record OfGateway(Settings settings, int relayed) {}

    static OfGateway ofGateway(Settings settings) {
        int relayed = DescriptorBudget.ofProcess(DescriptorBudget.RESERVE)
                .part(settings.integer(GatewayConfigKeys.REQUESTS_MAX), RELAY_DIVISOR);
        return new OfGateway(
                DescriptorBudget.ofProcess(DescriptorBudget.RESERVE + relayed).fit(settings, List.of(GATEWAY_HTTP)),
                relayed);
    }
}
