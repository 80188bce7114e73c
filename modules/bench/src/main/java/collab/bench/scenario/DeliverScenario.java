package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** Deliveries per second of a gateway, and the CPU time of its process per million deliveries. Gateway alone. */
public final class DeliverScenario implements Scenario {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "deliver";
    }

    @Override
    public String description() {
        return "deliveries/s and CPU at full load, gateway alone";
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
                SocketGroups.connect(environment, underTest, audience, sockets, LoadClients.Detail.COUNT)) {
            Publisher publisher = groups.publisher();
            LoadClients clients = groups.clients();
            publisher.saturate(clients, LoadClients.WINDOW, plan.measured().dividedBy(2));

            long reads = clients.reads();
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(underTest.gateway(), clients);
            publisher.saturate(clients, LoadClients.WINDOW, plan.measured());
            Measurements figures = measurement.end();
            figures.put("deliveries_per_read", measurement.deliveries() / (double) (clients.reads() - reads));
            boolean complete = clients.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            figures.put("missing", complete ? 0 : publisher.deliveries() - clients.events());
            figures.put("sockets_lost", clients.lost());
            environment.report(caseName, figures);
        }
    }
}
