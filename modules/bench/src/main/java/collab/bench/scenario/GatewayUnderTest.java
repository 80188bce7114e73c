package collab.bench.scenario;

import collab.bench.load.LoadClients;
import collab.bench.load.SyntheticServer;
import collab.bench.process.MeasuredProcess;
import java.io.IOException;
import java.time.Duration;

/** A gateway alone: a process of the image whose link ends at a {@link SyntheticServer}. */
record GatewayUnderTest(SyntheticServer server, MeasuredProcess gateway) implements AutoCloseable {
    private static final int WARMING = 100;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    static GatewayUnderTest start(BenchEnvironment environment) throws IOException, InterruptedException {
        SyntheticServer server = SyntheticServer.start();
        return new GatewayUnderTest(server, environment.gatewayOn(server));
    }

    /** Runs at full load until the runtime has compiled the hot code, so that the first seconds are not measured. */
    GatewayUnderTest warm(BenchEnvironment environment) throws InterruptedException {
        try (SocketGroups groups =
                SocketGroups.connect(environment, this, WARMING, WARMING, LoadClients.Detail.COUNT)) {
            groups.publisher()
                    .saturate(
                            groups.clients(),
                            LoadClients.WINDOW,
                            environment.plan().warmUp());
            var _ = groups.clients().awaitEvents(groups.publisher().deliveries(), DRAINED_WITHIN);
            double rate = CalmScenario.DELIVERIES_PER_SECOND / groups.clients().size();
            groups.publisher()
                    .pace(
                            rate * environment.plan().scale(),
                            environment.plan().warmUp().dividedBy(2));
        }
        return this;
    }

    @Override
    public void close() {
        gateway.kill();
        server.close();
    }
}
