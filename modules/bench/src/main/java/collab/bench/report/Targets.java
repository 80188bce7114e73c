package collab.bench.report;

import java.util.List;
import java.util.Locale;

/** The targets of the figures on a machine with two cores. */
final class Targets {
    private enum Sense {
        AT_LEAST,
        AT_MOST
    }

    private record Target(String scenario, String caseName, String figure, Sense sense, double value) {
        boolean appliesTo(BenchReport.Row row) {
            return scenario.equals(row.scenario())
                    && figure.equals(row.figure())
                    && (caseName.isEmpty() || caseName.equals(row.caseName()));
        }

        String verdict(double median) {
            boolean met = sense == Sense.AT_LEAST ? median >= value : median <= value;
            String ratio = value == 0 ? "" : String.format(Locale.ROOT, ", ratio %.2f", median / value);
            return (met ? "met: " : "MISSED: ")
                    + (sense == Sense.AT_LEAST ? "at least " : "at most ")
                    + BenchReport.number(value)
                    + ratio;
        }
    }

    private static final List<Target> TARGETS = List.of(
            atLeast("deliver", "R=100", "deliveries_per_second", 1_500_000),
            atLeast("deliver", "R=1000", "deliveries_per_second", 1_200_000),
            atLeast("deliver", "R=5000", "deliveries_per_second", 700_000),
            atLeast("deliver", "R=20 of 5000", "deliveries_per_second", 500_000),
            atMost("deliver", "R=100", "cpu_seconds_per_million", 0.8),
            atMost("calm", "", "cpu_seconds_per_million", 16),
            atMost("calm", "", "link_to_client_p50_ms", 1.5),
            atMost("calm", "", "link_to_client_p99_ms", 6),
            atMost("path", "", "commit_to_client_p50_ms", 1.5),
            atMost("path", "", "commit_to_client_p99_ms", 6),
            atLeast("send", "64 callers", "sends_per_second", 8_000),
            atMost("send", "64 callers", "ack_p99_ms", 25),
            atMost("send", "1 caller", "ack_p50_over_allowed", 1),
            atMost("idle", "15000 sockets", "kb_per_socket", 20),
            atMost("storm", "", "seconds", 5),
            atMost("storm", "", "log_reads", 0),
            atMost("stalled", "", "p99_ratio", 1.2),
            atMost("start", "", "seconds", 0.8),
            atMost("size", "", "size_mb", 90),
            atMost("growth", "", "slowdown", 1.3));

    private Targets() {}

    private static Target atLeast(String scenario, String caseName, String figure, double value) {
        return new Target(scenario, caseName, figure, Sense.AT_LEAST, value);
    }

    private static Target atMost(String scenario, String caseName, String figure, double value) {
        return new Target(scenario, caseName, figure, Sense.AT_MOST, value);
    }

    /** Returns whether the median meets its target, and the ratio; empty when the figure has no target. */
    static String verdict(BenchReport.Row row) {
        return TARGETS.stream()
                .filter(target -> target.appliesTo(row))
                .findFirst()
                .map(target -> target.verdict(row.median()))
                .orElse("");
    }
}
