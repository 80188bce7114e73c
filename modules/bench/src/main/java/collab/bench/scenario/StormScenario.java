package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.report.Measurements;
import java.net.URI;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Ten thousand clients are cut at once, miss something, and come back at once. Whole path. */
public final class StormScenario implements Scenario {
    private static final int CLIENTS = 10_000;
    private static final int MISSED = 5;
    private static final int CONNECTING = 512;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String about() {
        return "10,000 clients cut at once, each with events to resume, whole path";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        BenchPlan plan = lab.plan();
        int clients = plan.scaled(CLIENTS);
        try (SeededDeployment town = SeededDeployment.build(lab)) {
            List<ClientIdentity> people = town.people(clients, "p");
            long channel = town.channel("everybody");
            town.join(channel, people);
            URI gateway = town.gatewayUrl();
            try (LoadClients swarm =
                    LoadClients.connect(gateway, people, LoadClients.Detail.EVERYTHING, 1, CONNECTING)) {
                swarm.cut();
                new MessageSenders(town.serverUrl(), town.token(), channel, 1).number(MISSED);
                double misses = SeededDeployment.metric(gateway, "collab_gateway_ring_misses_total");
                double hits = SeededDeployment.metric(gateway, "collab_gateway_ring_hits_total");
                double gatewayCpu = town.gateway().usage().cpuSeconds();
                double serverCpu = town.server().usage().cpuSeconds();
                long events = swarm.events();
                Histogram caughtUp = swarm.resume();
                lab.say(
                        CLIENTS + " clients",
                        new Measurements()
                                .put("seconds", caughtUp.getMaxValue() / 1e9)
                                .latencies("caught_up", caughtUp)
                                .put("events_resumed_per_client", (swarm.events() - events) / (double) clients)
                                .put(
                                        "log_reads",
                                        SeededDeployment.metric(gateway, "collab_gateway_ring_misses_total") - misses)
                                .put(
                                        "ring_hits",
                                        SeededDeployment.metric(gateway, "collab_gateway_ring_hits_total") - hits)
                                .put("refused", swarm.refused())
                                .put("faults", swarm.faults())
                                .put(
                                        "gateway_cpu_seconds",
                                        town.gateway().usage().cpuSeconds() - gatewayCpu)
                                .put("server_cpu_seconds", town.server().usage().cpuSeconds() - serverCpu));
            }
        }
    }
}
