package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;

/** One reader that has stopped among many who read: what the others feel. Gateway alone. */
public final class StalledScenario implements Scenario {
    private static final int AUDIENCE = 1_000;

    @Override
    public String name() {
        return "stalled";
    }

    @Override
    public String about() {
        return "one stalled reader among 1,000: the others' latency beside that without it";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        BenchPlan plan = lab.plan();
        try (GatewayUnderTest stage = GatewayUnderTest.set(lab).warm(lab);
                SocketGroups people =
                        SocketGroups.gather(lab, stage, AUDIENCE, AUDIENCE, LoadClients.Detail.EVERYTHING)) {
            Publisher publisher = people.publisher();
            LoadClients swarm = people.swarm();
            double rate = CalmScenario.DELIVERIES_PER_SECOND * plan.scale() / plan.scaled(AUDIENCE);
            publisher.pace(rate, plan.measured().dividedBy(2));
            swarm.forgetTimes();
            publisher.pace(rate, plan.measured());
            Measurements figures = new Measurements().latencies("all_read", swarm.latencies());
            swarm.stall(true);
            swarm.forgetTimes();
            publisher.pace(rate, plan.measured());
            figures.latencies("one_stalled", swarm.latencies());
            figures.put("p99_ratio", figures.get("one_stalled_p99_ms") / figures.get("all_read_p99_ms"));
            figures.put("others_lost", Math.max(0, swarm.lost() - 1));
            lab.say("R=1000", figures);
        }
    }
}
