package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * From a call of {@code message.send} to the frame at each member of the channel: server, log, link, gateway, socket. Whole path.
 *
 * <p>The commit itself can not be seen from outside. A frame's age is taken from the moment its call was due, and what the
 * median call took to be acknowledged, which is the commit and the way back, is said beside it; the difference of the two is the
 * way from commit to client. The server's and the gateway's own measures of parts of that way are in their metrics.
 */
public final class PathScenario implements Scenario {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(30);
    private static final int CALLERS = 64;

    @Override
    public String name() {
        return "path";
    }

    @Override
    public String about() {
        return "call to frame at 20,000 deliveries/s, and deliveries/s at full load, whole path";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        BenchPlan plan = lab.plan();
        try (SeededDeployment town = SeededDeployment.build(lab)) {
            List<ClientIdentity> people = town.people(plan.scaled(5_000), "p"); // which also warms the server
            warm(lab, town, people.subList(0, plan.scaled(100)));
            for (int audienceAtFull : List.of(10, 100, 1_000, 5_000)) {
                List<ClientIdentity> audience = people.subList(0, plan.scaled(audienceAtFull));
                long channel = town.channel("room" + audienceAtFull);
                town.join(channel, audience);
                try (LoadClients swarm =
                        LoadClients.connect(town.gatewayUrl(), audience, LoadClients.Detail.EVERYTHING, 1, 64)) {
                    calm(lab, town, channel, swarm, "R=" + audienceAtFull);
                    if (audienceAtFull <= 1_000) full(lab, town, channel, swarm, "R=" + audienceAtFull + ", full");
                }
            }
        }
    }

    private static void warm(BenchEnvironment lab, SeededDeployment town, List<ClientIdentity> people)
            throws Exception {
        long channel = town.channel("warming");
        town.join(channel, people);
        try (LoadClients swarm = LoadClients.connect(town.gatewayUrl(), people, LoadClients.Detail.EVERYTHING, 1, 64)) {
            MessageSenders senders = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS);
            MessageSenders.Sent sent = senders.atOnce(lab.plan().warmUp());
            var _ = awaitAll(swarm, sent.count() * swarm.size());
        }
    }

    private static void calm(
            BenchEnvironment lab, SeededDeployment town, long channel, LoadClients swarm, String example)
            throws Exception {
        if (!lab.wants(example)) return;
        BenchPlan plan = lab.plan();
        MessageSenders senders = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS);
        double rate = Math.min(2_000, CalmScenario.DELIVERIES_PER_SECOND * plan.scale() / swarm.size());
        long before = swarm.events();
        MessageSenders.Sent warm = senders.paced(rate, plan.measured().dividedBy(2));
        awaitAll(swarm, before + warm.count() * swarm.size());
        before = swarm.events();
        DeliveryMeasurement measurement = DeliveryMeasurement.begin(town.gateway(), swarm);
        MessageSenders.Sent sent = senders.paced(rate, plan.measured());
        boolean complete = awaitAll(swarm, before + sent.count() * swarm.size());
        Measurements figures = measurement.end();
        Histogram frames = swarm.latencies();
        double acknowledged = sent.acknowledged().getValueAtPercentile(50) / 1e6;
        figures.latencies("call_to_client", frames)
                .latencies("ack", sent.acknowledged())
                .put("commit_to_client_p50_ms", frames.getValueAtPercentile(50) / 1e6 - acknowledged)
                .put("commit_to_client_p99_ms", frames.getValueAtPercentile(99) / 1e6 - acknowledged)
                .put("missing", complete ? 0 : before + sent.count() * swarm.size() - swarm.events())
                .put("faults", swarm.faults() + swarm.lost());
        lab.say(example, figures);
    }

    private static void full(
            BenchEnvironment lab, SeededDeployment town, long channel, LoadClients swarm, String example)
            throws Exception {
        if (!lab.wants(example)) return;
        BenchPlan plan = lab.plan();
        MessageSenders senders = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS);
        long before = swarm.events();
        MessageSenders.Sent warm = senders.asFastAsTaken(swarm, plan.measured().dividedBy(2));
        awaitAll(swarm, before + warm.count() * swarm.size());
        before = swarm.events();
        DeliveryMeasurement measurement = DeliveryMeasurement.begin(town.gateway(), swarm);
        MessageSenders.Sent sent = senders.asFastAsTaken(swarm, plan.measured());
        boolean complete = awaitAll(swarm, before + sent.count() * swarm.size());
        Measurements figures = measurement.end();
        figures.put("sends_per_second", sent.perSecond())
                .latencies("ack", sent.acknowledged())
                .latencies("call_to_client", swarm.latencies())
                .put("missing", complete ? 0 : before + sent.count() * swarm.size() - swarm.events())
                .put("faults", swarm.faults())
                .put("sockets_lost", swarm.lost());
        lab.say(example, figures);
    }

    private static boolean awaitAll(LoadClients swarm, long events) throws InterruptedException {
        return swarm.awaitEvents(events, DRAINED_WITHIN);
    }
}
