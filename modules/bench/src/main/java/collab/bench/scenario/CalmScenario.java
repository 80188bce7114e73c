package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** From the link to the client, and the cost of a million deliveries, when there is air to breathe. Gateway alone. */
public final class CalmScenario implements Scenario {
    static final double DELIVERIES_PER_SECOND = 20_000;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "calm";
    }

    @Override
    public String about() {
        return "link to client and CPU at 20,000 deliveries/s, gateway alone";
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
        try (SocketGroups people = SocketGroups.gather(lab, stage, audience, sockets, LoadClients.Detail.EVERYTHING)) {
            Publisher publisher = people.publisher();
            LoadClients swarm = people.swarm();
            double rate = DELIVERIES_PER_SECOND * plan.scale() / plan.scaled(audience);
            publisher.pace(rate, plan.measured().dividedBy(2));
            var _ = swarm.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(stage.gateway(), swarm);
            publisher.pace(rate, plan.measured());
            boolean complete = swarm.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            Measurements figures = measurement.end();
            figures.latencies("link_to_client", swarm.latencies());
            figures.put("missing", complete ? 0 : publisher.deliveries() - swarm.events());
            figures.put("faults", swarm.faults() + swarm.lost());
            lab.say(example, figures);
        }
    }
}
