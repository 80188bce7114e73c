package collab.bench.load;

import org.HdrHistogram.Histogram;

/** One kind of histogram everywhere, so that any two can be added: nanoseconds, up to two minutes, to a thousandth. */
public final class Latencies {
    public static final long MAX_NANOS = 120_000_000_000L;
    public static final int DIGITS = 3;

    private Latencies() {}

    public static Histogram histogram() {
        return new Histogram(1_000, MAX_NANOS, DIGITS);
    }

    /** What can be recorded: a clock that seems to run backwards counts as no time, and two minutes are two minutes. */
    public static long bounded(long nanos) {
        return Math.clamp(nanos, 0, MAX_NANOS);
    }
}
