package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.report.Measurements;
import java.net.URI;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Ten thousand clients are cut at once, miss some events, and reconnect at once. Whole path. */
public final class StormScenario implements Scenario {
    private static final int CLIENTS = 10_000;
    private static final int MISSED = 5;
    private static final int CONNECTING = 512;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String description() {
        return "10,000 clients cut at once, each with events to resume, whole path";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        BenchPlan plan = environment.plan();
        int count = plan.scaled(CLIENTS);
        try (SeededDeployment deployment = SeededDeployment.seed(environment)) {
            List<ClientIdentity> users = deployment.users(count, "p");
            long channel = deployment.channel("all");
            deployment.join(channel, users);
            URI gateway = deployment.gatewayUrl();
            try (LoadClients clients =
                    LoadClients.connect(gateway, users, LoadClients.Detail.EVERYTHING, 1, CONNECTING)) {
                clients.cut();
                new MessageSenders(deployment.serverUrl(), deployment.token(), channel, 1).sendCount(MISSED);
                double misses = SeededDeployment.metric(gateway, "collab_gateway_ring_misses_total");
                double hits = SeededDeployment.metric(gateway, "collab_gateway_ring_hits_total");
                double gatewayCpu = deployment.gateway().usage().cpuSeconds();
                double serverCpu = deployment.server().usage().cpuSeconds();
                long events = clients.events();
                Histogram caughtUp = clients.resume();
                environment.report(
                        CLIENTS + " clients",
                        new Measurements()
                                .put("seconds", caughtUp.getMaxValue() / 1e9)
                                .latencies("caught_up", caughtUp)
                                .put("events_resumed_per_client", (clients.events() - events) / (double) count)
                                .put(
                                        "log_reads",
                                        SeededDeployment.metric(gateway, "collab_gateway_ring_misses_total") - misses)
                                .put(
                                        "ring_hits",
                                        SeededDeployment.metric(gateway, "collab_gateway_ring_hits_total") - hits)
                                .put("refused", clients.rejected())
                                .put("faults", clients.faults())
                                .put(
                                        "gateway_cpu_seconds",
                                        deployment.gateway().usage().cpuSeconds() - gatewayCpu)
                                .put(
                                        "server_cpu_seconds",
                                        deployment.server().usage().cpuSeconds() - serverCpu));
            }
        }
    }
}
