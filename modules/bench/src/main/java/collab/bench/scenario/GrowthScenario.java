package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.Latencies;
import collab.bench.load.RpcConnection;
import collab.bench.report.Measurements;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The same questions to a town that has grown ten and a hundred times: messages in the channel and in the log, channels. */
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
    public String about() {
        return "sends and queries as log, channel and channels grow 10 and 100 times";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        BenchPlan plan = lab.plan();
        try (SeededDeployment town = SeededDeployment.build(lab)) {
            long channel = town.channel("bench");
            MessageSenders senders = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS);
            Map<String, Double> first = new TreeMap<>();
            long warming = warm(town, plan);
            long messages = 0;
            int channels = 0;
            for (int factor : List.of(1, 10, 100)) {
                long grown = (long) plan.scaled(MESSAGES) * factor;
                messages += senders.number(Math.max(0, grown - messages)).count();
                int more = plan.scaled(CHANNELS) * factor;
                town.channels(more - channels, "side" + factor + "x");
                channels = more;
                MessageSenders.Sent sent = senders.atOnce(plan.measured());
                messages += sent.count();
                Measurements figures = new Measurements()
                        .put("messages", messages)
                        .put("messages_in_log", messages + warming)
                        .put("channels", channels)
                        .put("sends_per_second", sent.perSecond())
                        .put("send_us", 1e6 / sent.perSecond())
                        .put("list_newest_us", query(town, "message.list", "{\"channel_id\":" + channel + "}"))
                        .put(
                                "list_oldest_us",
                                query(town, "message.list", "{\"channel_id\":" + channel + ",\"since_id\":1}"));
                double worst = 0;
                for (String what : List.of("send_us", "list_newest_us", "list_oldest_us")) {
                    double now = figures.get(what);
                    worst = Math.max(worst, now / first.computeIfAbsent(what, _ -> now));
                }
                lab.say(factor + "x", figures.put("slowdown", worst));
            }
        }
    }

    /** In a channel of its own, until the runtime has compiled what it is going to compile; answers with how many messages. */
    private static long warm(SeededDeployment town, BenchPlan plan) throws Exception {
        long channel = town.channel("warming");
        long messages = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS)
                .atOnce(plan.warmUp())
                .count();
        query(town, "message.list", "{\"channel_id\":" + channel + "}");
        query(town, "message.list", "{\"channel_id\":" + channel + ",\"since_id\":1}");
        return messages;
    }

    /** The median of one call after another, in microseconds. */
    private static double query(SeededDeployment town, String method, String params) throws Exception {
        var times = Latencies.histogram();
        try (RpcConnection line = RpcConnection.open(town.serverUrl(), town.token())) {
            for (int i = 0; i < QUERIES; i++) {
                long begin = System.nanoTime();
                line.call(method, params);
                times.recordValue(Latencies.bounded(System.nanoTime() - begin));
            }
        }
        return times.getValueAtPercentile(50) / 1e3;
    }
}
