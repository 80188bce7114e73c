package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.report.Measurements;

/** One reader that has stopped among many that read: the latency of the others. Gateway alone. */
public final class StalledScenario implements Scenario {
    private static final int AUDIENCE = 1_000;

    @Override
    public String name() {
        return "stalled";
    }

    @Override
    public String description() {
        return "one stalled reader among 1,000: latency of the others, compared with none stalled";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        BenchPlan plan = environment.plan();
        try (GatewayUnderTest underTest = GatewayUnderTest.start(environment).warm(environment);
                SocketGroups groups = SocketGroups.connect(
                        environment, underTest, AUDIENCE, AUDIENCE, LoadClients.Detail.EVERYTHING)) {
            Publisher publisher = groups.publisher();
            LoadClients clients = groups.clients();
            double rate = CalmScenario.DELIVERIES_PER_SECOND * plan.scale() / plan.scaled(AUDIENCE);
            publisher.pace(rate, plan.measured().dividedBy(2));
            clients.resetLatencies();
            publisher.pace(rate, plan.measured());
            Measurements figures = new Measurements().latencies("all_read", clients.latencies());
            clients.stall(true);
            clients.resetLatencies();
            publisher.pace(rate, plan.measured());
            figures.latencies("one_stalled", clients.latencies());
            figures.put("p99_ratio", figures.get("one_stalled_p99_ms") / figures.get("all_read_p99_ms"));
            figures.put("others_lost", Math.max(0, clients.lost() - 1));
            environment.report("R=1000", figures);
        }
    }
}
