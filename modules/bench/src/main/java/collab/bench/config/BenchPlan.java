package collab.bench.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a benchmark run measures, and for how long.
 *
 * @param program the launcher of the image under test
 * @param scenarios names of scenarios in the order in which they run, each with {@code :case} to run only that case
 * @param runs how often each scenario is repeated; the report needs five runs to state a spread
 * @param size how large and how long each measurement is
 * @param output the folder for the JSON lines, the table and the HTML report
 * @param javaOptions further options for the runtime of the measured processes, separated by blanks
 */
public record BenchPlan(Path program, List<String> scenarios, int runs, Size size, Path output, String javaOptions) {
    /**
     * How large and how long each measurement is.
     *
     * @param scale 1 measures at full size; a smaller value reduces all sizes, to check that the scenarios work
     * @param warmUp how long each process works before it is measured, so that its runtime compiles the hot code
     * @param measured the duration of one measurement
     */
    public record Size(double scale, Duration warmUp, Duration measured) {
        public Size {
            if (!(scale > 0 && scale <= 1))
                throw new IllegalArgumentException("scale must be greater than 0 and at most 1, got " + scale);
            if (warmUp.isNegative()) throw new IllegalArgumentException("warm-up must not be negative, got " + warmUp);
            if (!measured.isPositive())
                throw new IllegalArgumentException("measured time must be positive, got " + measured);
        }
    }

    public BenchPlan {
        scenarios = List.copyOf(scenarios);
        if (runs < 1) throw new IllegalArgumentException("runs must be at least 1, got " + runs);
    }

    public double scale() {
        return size.scale();
    }

    public Duration warmUp() {
        return size.warmUp();
    }

    public Duration measured() {
        return size.measured();
    }

    /** Returns a number of users or sockets at the scale of this plan, at least 1. */
    public int scaled(int full) {
        return Math.max(1, (int) Math.round(full * scale()));
    }
}
