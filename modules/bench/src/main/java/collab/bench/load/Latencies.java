package collab.bench.load;

import org.HdrHistogram.Histogram;

/**
 * The one kind of histogram of the benchmark, so that any two can be added: nanoseconds up to two minutes, with three
 * significant digits.
 */
public final class Latencies {
    public static final long MAX_NANOS = 120_000_000_000L;
    public static final int DIGITS = 3;

    private Latencies() {}

    public static Histogram histogram() {
        return new Histogram(1_000, MAX_NANOS, DIGITS);
    }

    /**
     * Limits a value to the range that can be recorded: negative times become 0, times above two minutes become two
     * minutes.
     */
    public static long bounded(long nanos) {
        return Math.clamp(nanos, 0, MAX_NANOS);
    }
}
