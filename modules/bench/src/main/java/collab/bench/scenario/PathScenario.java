package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latency from a call of {@code message.send} to the frame at each member of the channel: server, log, link, gateway,
 * socket. Whole path.
 *
 * <p>The commit itself is not visible from outside. The age of a frame is measured from the time its call was due. The
 * median time until a call is acknowledged, which is the commit and the way back, is reported as well; the difference
 * of the two is the way from commit to client. The metrics of the server and the gateway cover parts of that way.
 */
public final class PathScenario implements Scenario {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(30);
    private static final int CALLERS = 64;

    @Override
    public String name() {
        return "path";
    }

    @Override
    public String description() {
        return "latency from call to frame at 20,000 deliveries/s, and deliveries/s at full load, whole path";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        BenchPlan plan = environment.plan();
        try (SeededDeployment deployment = SeededDeployment.seed(environment)) {
            List<ClientIdentity> users = deployment.users(plan.scaled(5_000), "p"); // also warms up the server
            warm(environment, deployment, users.subList(0, plan.scaled(100)));
            for (int audienceAtFull : List.of(10, 100, 1_000, 5_000)) {
                List<ClientIdentity> audience = users.subList(0, plan.scaled(audienceAtFull));
                long channel = deployment.channel("audience" + audienceAtFull);
                deployment.join(channel, audience);
                try (LoadClients clients =
                        LoadClients.connect(deployment.gatewayUrl(), audience, LoadClients.Detail.EVERYTHING, 1, 64)) {
                    calm(environment, deployment, channel, clients, "R=" + audienceAtFull);
                    if (audienceAtFull <= 1_000)
                        full(environment, deployment, channel, clients, "R=" + audienceAtFull + ", full");
                }
            }
        }
    }

    private static void warm(BenchEnvironment environment, SeededDeployment deployment, List<ClientIdentity> users)
            throws Exception {
        long channel = deployment.channel("warming");
        deployment.join(channel, users);
        try (LoadClients clients =
                LoadClients.connect(deployment.gatewayUrl(), users, LoadClients.Detail.EVERYTHING, 1, 64)) {
            MessageSenders senders = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS);
            MessageSenders.Sent sent =
                    senders.sendContinuously(environment.plan().warmUp());
            var _ = awaitAll(clients, sent.count() * clients.size());
        }
    }

    private static void calm(
            BenchEnvironment environment,
            SeededDeployment deployment,
            long channel,
            LoadClients clients,
            String caseName)
            throws Exception {
        if (!environment.wants(caseName)) return;
        BenchPlan plan = environment.plan();
        MessageSenders senders = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS);
        double rate = Math.min(2_000, CalmScenario.DELIVERIES_PER_SECOND * plan.scale() / clients.size());
        long before = clients.events();
        MessageSenders.Sent warm = senders.sendAtRate(rate, plan.measured().dividedBy(2));
        awaitAll(clients, before + warm.count() * clients.size());
        before = clients.events();
        DeliveryMeasurement measurement = DeliveryMeasurement.begin(deployment.gateway(), clients);
        MessageSenders.Sent sent = senders.sendAtRate(rate, plan.measured());
        boolean complete = awaitAll(clients, before + sent.count() * clients.size());
        Measurements figures = measurement.end();
        Histogram frames = clients.latencies();
        double acknowledged = sent.acknowledged().getValueAtPercentile(50) / 1e6;
        figures.latencies("call_to_client", frames)
                .latencies("ack", sent.acknowledged())
                .put("commit_to_client_p50_ms", frames.getValueAtPercentile(50) / 1e6 - acknowledged)
                .put("commit_to_client_p99_ms", frames.getValueAtPercentile(99) / 1e6 - acknowledged)
                .put("missing", complete ? 0 : before + sent.count() * clients.size() - clients.events())
                .put("faults", clients.faults() + clients.lost());
        environment.report(caseName, figures);
    }

    private static void full(
            BenchEnvironment environment,
            SeededDeployment deployment,
            long channel,
            LoadClients clients,
            String caseName)
            throws Exception {
        if (!environment.wants(caseName)) return;
        BenchPlan plan = environment.plan();
        MessageSenders senders = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS);
        long before = clients.events();
        MessageSenders.Sent warm =
                senders.sendWithinWindow(clients, plan.measured().dividedBy(2));
        awaitAll(clients, before + warm.count() * clients.size());
        before = clients.events();
        DeliveryMeasurement measurement = DeliveryMeasurement.begin(deployment.gateway(), clients);
        MessageSenders.Sent sent = senders.sendWithinWindow(clients, plan.measured());
        boolean complete = awaitAll(clients, before + sent.count() * clients.size());
        Measurements figures = measurement.end();
        figures.put("sends_per_second", sent.perSecond())
                .latencies("ack", sent.acknowledged())
                .latencies("call_to_client", clients.latencies())
                .put("missing", complete ? 0 : before + sent.count() * clients.size() - clients.events())
                .put("faults", clients.faults())
                .put("sockets_lost", clients.lost());
        environment.report(caseName, figures);
    }

    private static boolean awaitAll(LoadClients clients, long events) throws InterruptedException {
        return clients.awaitEvents(events, DRAINED_WITHIN);
    }
}
