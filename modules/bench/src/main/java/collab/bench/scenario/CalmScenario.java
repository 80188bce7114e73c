package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** Latency from the link to the client, and CPU per million deliveries, at a moderate rate. Gateway alone. */
public final class CalmScenario implements Scenario {
    static final double DELIVERIES_PER_SECOND = 20_000;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "calm";
    }

    @Override
    public String description() {
        return "latency from link to client and CPU at 20,000 deliveries/s, gateway alone";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        try (GatewayUnderTest underTest = GatewayUnderTest.start(environment).warm(environment)) {
            for (int audience : List.of(10, 100, 1_000, 5_000))
                run(environment, underTest, "R=" + audience, audience, audience);
            run(environment, underTest, "R=20 of 5000", 20, 5_000);
        }
    }

    private static void run(
            BenchEnvironment environment, GatewayUnderTest underTest, String caseName, int audience, int sockets)
            throws Exception {
        if (!environment.wants(caseName)) return;
        BenchPlan plan = environment.plan();
        try (SocketGroups groups =
                SocketGroups.connect(environment, underTest, audience, sockets, LoadClients.Detail.EVERYTHING)) {
            Publisher publisher = groups.publisher();
            LoadClients clients = groups.clients();
            double rate = DELIVERIES_PER_SECOND * plan.scale() / plan.scaled(audience);
            publisher.pace(rate, plan.measured().dividedBy(2));
            var _ = clients.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(underTest.gateway(), clients);
            publisher.pace(rate, plan.measured());
            boolean complete = clients.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            Measurements figures = measurement.end();
            figures.latencies("link_to_client", clients.latencies());
            figures.put("missing", complete ? 0 : publisher.deliveries() - clients.events());
            figures.put("faults", clients.faults() + clients.lost());
            environment.report(caseName, figures);
        }
    }
}
