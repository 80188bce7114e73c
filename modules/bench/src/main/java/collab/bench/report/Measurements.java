package collab.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Named figures of one run, in the order in which they were measured. The end of a name is its unit. */
public final class Measurements {
    private static final double NANOS_PER_MS = 1e6;

    private final Map<String, Double> values = new LinkedHashMap<>();

    public Measurements put(String name, double value) {
        if (Double.isFinite(value)) values.put(name, value);
        return this;
    }

    public Measurements put(String name, long count) {
        return put(name, (double) count);
    }

    public double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /** Adds the 50th, 99th and 99.9th percentile and the maximum in milliseconds. */
    public Measurements latencies(String name, Histogram nanos) {
        if (nanos.getTotalCount() == 0) return this;
        put(name + "_p50_ms", nanos.getValueAtPercentile(50) / NANOS_PER_MS);
        put(name + "_p99_ms", nanos.getValueAtPercentile(99) / NANOS_PER_MS);
        put(name + "_p999_ms", nanos.getValueAtPercentile(99.9) / NANOS_PER_MS);
        return put(name + "_max_ms", nanos.getMaxValue() / NANOS_PER_MS);
    }

    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
