package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.Latencies;
import collab.bench.load.RpcConnection;
import collab.bench.report.Measurements;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same sends and queries after the data has grown 10 and 100 times: messages in the channel and in the log,
 * channels.
 */
public final class GrowthScenario implements Scenario {
    private static final int MESSAGES = 10_000;
    private static final int CHANNELS = 100;
    private static final int CALLERS = 64;
    private static final int QUERIES = 200;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "sends and queries as log, channel and number of channels grow 10 and 100 times";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        BenchPlan plan = environment.plan();
        try (SeededDeployment deployment = SeededDeployment.seed(environment)) {
            long channel = deployment.channel("bench");
            MessageSenders senders = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS);
            Map<String, Double> first = new TreeMap<>();
            long warming = warm(deployment, plan);
            long messages = 0;
            int channels = 0;
            for (int factor : List.of(1, 10, 100)) {
                long grown = (long) plan.scaled(MESSAGES) * factor;
                messages += senders.sendCount(Math.max(0, grown - messages)).count();
                int more = plan.scaled(CHANNELS) * factor;
                deployment.channels(more - channels, "side" + factor + "x");
                channels = more;
                MessageSenders.Sent sent = senders.sendContinuously(plan.measured());
                messages += sent.count();
                Measurements figures = new Measurements()
                        .put("messages", messages)
                        .put("messages_in_log", messages + warming)
                        .put("channels", channels)
                        .put("sends_per_second", sent.perSecond())
                        .put("send_us", 1e6 / sent.perSecond())
                        .put("list_newest_us", query(deployment, "message.list", "{\"channel_id\":" + channel + "}"))
                        .put(
                                "list_oldest_us",
                                query(deployment, "message.list", "{\"channel_id\":" + channel + ",\"since_id\":1}"));
                double worst = 0;
                for (String what : List.of("send_us", "list_newest_us", "list_oldest_us")) {
                    double now = figures.get(what);
                    worst = Math.max(worst, now / first.computeIfAbsent(what, _ -> now));
                }
                environment.report(factor + "x", figures.put("slowdown", worst));
            }
        }
    }

    /** Sends to a separate channel until the runtime has compiled the hot code; returns the number of messages. */
    private static long warm(SeededDeployment deployment, BenchPlan plan) throws Exception {
        long channel = deployment.channel("warming");
        long messages = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS)
                .sendContinuously(plan.warmUp())
                .count();
        query(deployment, "message.list", "{\"channel_id\":" + channel + "}");
        query(deployment, "message.list", "{\"channel_id\":" + channel + ",\"since_id\":1}");
        return messages;
    }

    /** Returns the median time of sequential calls, in microseconds. */
    private static double query(SeededDeployment deployment, String method, String params) throws Exception {
        var times = Latencies.histogram();
        try (RpcConnection connection = RpcConnection.open(deployment.serverUrl(), deployment.token())) {
            for (int i = 0; i < QUERIES; i++) {
                long begin = System.nanoTime();
                connection.call(method, params);
                times.recordValue(Latencies.bounded(System.nanoTime() - begin));
            }
        }
        return times.getValueAtPercentile(50) / 1e3;
    }
}
