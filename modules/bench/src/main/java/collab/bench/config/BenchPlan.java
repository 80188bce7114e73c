package collab.bench.config;

import collab.bench.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is to be measured, and how long.
 *
 * @param program the launcher of the image under test
 * @param scenarios names of {@link Scenario}s in the order in which they run, each with {@code :case} when only that is asked for
 * @param runs how often everything is repeated; the report needs five to say a spread
 * @param warmUp how long each process works before it is measured, for its runtime to compile what it does
 * @param measured how long one measurement takes
 * @param scale 1 measures at full size; less makes everything smaller, to see that it works
 * @param output the folder for the lines, the table and the page
 * @param javaOptions further options for the runtime of the measured processes, split at blanks
 */
public record BenchPlan(
        Path program,
        List<String> scenarios,
        int runs,
        Duration warmUp,
        Duration measured,
        double scale,
        Path output,
        String javaOptions) {
    public BenchPlan {
        scenarios = List.copyOf(scenarios);
        if (runs < 1) throw new IllegalArgumentException("runs must be at least 1, is " + runs);
        if (warmUp.isNegative()) throw new IllegalArgumentException("warm-up must not be negative, is " + warmUp);
        if (!measured.isPositive())
            throw new IllegalArgumentException("measured time must be positive, is " + measured);
        if (!(scale > 0 && scale <= 1))
            throw new IllegalArgumentException("scale must be above 0 and at most 1, is " + scale);
    }

    /** A number of people or sockets at this plan's scale. */
    public int scaled(int full) {
        return Math.max(1, (int) Math.round(full * scale));
    }
}
