package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** How many deliveries a gateway manages, and what a million of them costs its process. Gateway alone. */
public final class DeliverScenario implements Scenario {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "deliver";
    }

    @Override
    public String about() {
        return "deliveries/s and CPU at full load, gateway alone";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        try (GatewayUnderTest stage = GatewayUnderTest.set(lab).warm(lab)) {
            for (int audience : List.of(10, 100, 1_000, 5_000)) run(lab, stage, "R=" + audience, audience, audience);
            run(lab, stage, "R=20 of 5000", 20, 5_000);
        }
    }

    private static void run(BenchEnvironment lab, GatewayUnderTest stage, String example, int audience, int sockets)
            throws Exception {
        if (!lab.wants(example)) return;
        BenchPlan plan = lab.plan();
        try (SocketGroups people = SocketGroups.gather(lab, stage, audience, sockets, LoadClients.Detail.COUNT)) {
            Publisher publisher = people.publisher();
            LoadClients swarm = people.swarm();
            publisher.saturate(swarm, LoadClients.WINDOW, plan.measured().dividedBy(2));

            long reads = swarm.reads();
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(stage.gateway(), swarm);
            publisher.saturate(swarm, LoadClients.WINDOW, plan.measured());
            Measurements figures = measurement.end();
            figures.put("deliveries_per_read", measurement.deliveries() / (double) (swarm.reads() - reads));
            boolean complete = swarm.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            figures.put("missing", complete ? 0 : publisher.deliveries() - swarm.events());
            figures.put("sockets_lost", swarm.lost());
            lab.say(example, figures);
        }
    }
}
