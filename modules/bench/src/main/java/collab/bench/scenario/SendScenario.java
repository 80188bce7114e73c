package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.DiskProbe;
import collab.bench.report.Measurements;
import org.HdrHistogram.Histogram;

/** How fast a message is safe, beside what the disk under it can do at all. Whole path, nobody listens. */
public final class SendScenario implements Scenario {
    private static final int CALLERS = 64;

    /** The target allows this much more than 1.3 times the disk. */
    private static final double ALLOWANCE_NANOS = 1e6;

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String about() {
        return "durable sends/s and acknowledgement, beside the bare disk";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        BenchPlan plan = lab.plan();
        Histogram sync = DiskProbe.sync(lab.folder(), plan.measured().dividedBy(2));
        double rows =
                DiskProbe.rowsPerSecond(lab.folder(), CALLERS, plan.measured().dividedBy(2));
        lab.say(
                "bare disk",
                new Measurements().latencies("fdatasync", sync).put("rows_per_second_in_groups_of_64", rows));
        try (SeededDeployment town = SeededDeployment.build(lab)) {
            long channel = town.channel("bench");
            MessageSenders many = new MessageSenders(town.serverUrl(), town.token(), channel, CALLERS);
            many.atOnce(plan.warmUp());
            double cpu = town.server().usage().cpuSeconds();
            MessageSenders.Sent full = many.atOnce(plan.measured());
            lab.say(
                    "64 callers",
                    new Measurements()
                            .put("sends_per_second", full.perSecond())
                            .latencies("ack", full.acknowledged())
                            .put("of_bare_rows", full.perSecond() / rows)
                            .put("cpu_ms_per_send", (town.server().usage().cpuSeconds() - cpu) * 1e3 / full.count()));
            MessageSenders.Sent half = many.paced(full.perSecond() / 2, plan.measured());
            lab.say(
                    "64 callers, half",
                    new Measurements().put("sends_per_second", half.perSecond()).latencies("ack", half.acknowledged()));
            MessageSenders one = new MessageSenders(town.serverUrl(), town.token(), channel, 1);
            one.atOnce(plan.measured().dividedBy(2));
            MessageSenders.Sent alone = one.atOnce(plan.measured());
            double allowed = 1.3 * sync.getValueAtPercentile(50) + ALLOWANCE_NANOS;
            lab.say(
                    "1 caller",
                    new Measurements()
                            .put("sends_per_second", alone.perSecond())
                            .latencies("ack", alone.acknowledged())
                            .put("ack_p50_over_allowed", alone.acknowledged().getValueAtPercentile(50) / allowed));
            MessageSenders through = new MessageSenders(town.gatewayUrl(), town.token(), channel, CALLERS);
            through.atOnce(plan.warmUp());
            MessageSenders.Sent relayed = through.atOnce(plan.measured());
            lab.say(
                    "64 by gateway",
                    new Measurements()
                            .put("sends_per_second", relayed.perSecond())
                            .latencies("ack", relayed.acknowledged()));
        }
    }
}
