package collab.e2e.workload;

import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.MetricSamples;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of processes over all their lives: they are read again and again, because a killed process loses them. A
 * counter that is lower than before belongs to a new life. Counts between the last reading and the end of a life are
 * missing.
 */
public final class MetricTotals implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final List<URI> processes;
    private final Map<URI, Map<String, Double>> last = new HashMap<>();
    private final Map<String, Double> totals = new TreeMap<>();
    private final AwaitableState<boolean[]> closed = new AwaitableState<>(new boolean[1]);
    private final Thread thread = Thread.ofVirtual().name("metric-totals").unstarted(this::readUntilClosed);

    MetricTotals(List<URI> processes) {
        this.processes = processes;
    }

    public static MetricTotals start(List<URI> processes) {
        MetricTotals totals = new MetricTotals(processes);
        totals.thread.start();
        return totals;
    }

    private void readUntilClosed() {
        do {
            processes.forEach(this::read);
        } while (!closed.becomes(INTERVAL, end -> end[0]));
    }

    private void read(URI process) {
        try {
            Map<String, Double> counters = MetricSamples.readOnce(process);
            counters.keySet().removeIf(sample -> !sample.contains("_total"));
            add(process, counters);
        } catch (UncheckedIOException | NumberFormatException unreachable) {
            return; // the process is restarted at this time, or ended within the response
        }
    }

    synchronized void add(URI process, Map<String, Double> values) {
        Map<String, Double> before = last.getOrDefault(process, Map.of());
        values.forEach((sample, value) -> {
            double earlier = before.getOrDefault(sample, 0.0);
            totals.merge(sample, value < earlier ? value : value - earlier, Double::sum);
        });
        last.put(process, values);
    }

    /** The total of a sample, for example {@code collab_resumes_total{result="resumed"}}, over all processes and lives. */
    public synchronized long total(String sample) {
        return totals.getOrDefault(sample, 0.0).longValue();
    }

    @Override
    public void close() {
        closed.change(end -> end[0] = true);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
