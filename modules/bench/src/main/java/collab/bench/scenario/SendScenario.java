package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.DiskProbe;
import collab.bench.report.Measurements;
import org.HdrHistogram.Histogram;

/** Durable messages per second, compared with the disk alone. Whole path, without connected clients. */
public final class SendScenario implements Scenario {
    private static final int CALLERS = 64;

    /** The target allows 1.3 times the time of the disk plus this. */
    private static final double ALLOWANCE_NANOS = 1e6;

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String description() {
        return "durable sends/s and time to acknowledgement, compared with the bare disk";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        BenchPlan plan = environment.plan();
        Histogram sync = DiskProbe.sync(environment.folder(), plan.measured().dividedBy(2));
        double rows = DiskProbe.rowsPerSecond(
                environment.folder(), CALLERS, plan.measured().dividedBy(2));
        environment.report(
                "bare disk",
                new Measurements().latencies("fdatasync", sync).put("rows_per_second_in_groups_of_64", rows));
        try (SeededDeployment deployment = SeededDeployment.seed(environment)) {
            long channel = deployment.channel("bench");
            MessageSenders many = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, CALLERS);
            many.sendContinuously(plan.warmUp());
            double cpu = deployment.server().usage().cpuSeconds();
            MessageSenders.Sent full = many.sendContinuously(plan.measured());
            environment.report(
                    "64 callers",
                    new Measurements()
                            .put("sends_per_second", full.perSecond())
                            .latencies("ack", full.acknowledged())
                            .put("of_bare_rows", full.perSecond() / rows)
                            .put(
                                    "cpu_ms_per_send",
                                    (deployment.server().usage().cpuSeconds() - cpu) * 1e3 / full.count()));
            MessageSenders.Sent half = many.sendAtRate(full.perSecond() / 2, plan.measured());
            environment.report(
                    "64 callers, half",
                    new Measurements().put("sends_per_second", half.perSecond()).latencies("ack", half.acknowledged()));
            MessageSenders one = new MessageSenders(deployment.serverUrl(), deployment.token(), channel, 1);
            one.sendContinuously(plan.measured().dividedBy(2));
            MessageSenders.Sent alone = one.sendContinuously(plan.measured());
            double allowed = 1.3 * sync.getValueAtPercentile(50) + ALLOWANCE_NANOS;
            environment.report(
                    "1 caller",
                    new Measurements()
                            .put("sends_per_second", alone.perSecond())
                            .latencies("ack", alone.acknowledged())
                            .put("ack_p50_over_allowed", alone.acknowledged().getValueAtPercentile(50) / allowed));
            MessageSenders through = new MessageSenders(deployment.gatewayUrl(), deployment.token(), channel, CALLERS);
            through.sendContinuously(plan.warmUp());
            MessageSenders.Sent relayed = through.sendContinuously(plan.measured());
            environment.report(
                    "64 by gateway",
                    new Measurements()
                            .put("sends_per_second", relayed.perSecond())
                            .latencies("ack", relayed.acknowledged()));
        }
    }
}
