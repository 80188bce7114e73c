package collab.bench;

import java.time.Duration;
import java.util.List;

/** How many deliveries a gateway manages, and what a million of them costs its process. Gateway alone. */
final class DeliverScenario implements Scenario {
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
    public void run(Lab lab) throws Exception {
        try (Stage stage = Stage.set(lab).warm(lab)) {
            for (int audience : List.of(10, 100, 1_000, 5_000)) run(lab, stage, "R=" + audience, audience, audience);
            run(lab, stage, "R=20 of 5000", 20, 5_000);
        }
    }

    private static void run(Lab lab, Stage stage, String example, int audience, int sockets) throws Exception {
        if (!lab.wants(example)) return;
        BenchPlan plan = lab.plan();
        try (Audience people = Audience.gather(lab, stage, audience, sockets, Swarm.Detail.COUNT)) {
            Publisher publisher = people.publisher();
            Swarm swarm = people.swarm();
            publisher.saturate(swarm, Swarm.WINDOW, plan.measured().dividedBy(2));

            long reads = swarm.reads();
            Measurement measurement = Measurement.begin(stage.gateway(), swarm);
            publisher.saturate(swarm, Swarm.WINDOW, plan.measured());
            Figures figures = measurement.end();
            figures.put("deliveries_per_read", measurement.deliveries() / (double) (swarm.reads() - reads));
            boolean complete = swarm.awaitEvents(publisher.deliveries(), DRAINED_WITHIN);
            figures.put("missing", complete ? 0 : publisher.deliveries() - swarm.events());
            figures.put("sockets_lost", swarm.lost());
            lab.say(example, figures);
        }
    }
}
