package collab.launcher;

import collab.bench.Bench;
import collab.bench.config.BenchPlan;
import collab.cli.ExitCode;
import collab.cli.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab bench}. */
@Command(
        name = "bench",
        description = "Measure this program on this machine: starts processes of its own on loopback and loads them.")
final class BenchCommand implements Callable<Integer> {
    private static final double SMOKE_SCALE = 0.01;

    @Mixin
    Output output;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "What to measure (--list), or one case of it as in deliver:R=100; all by default.")
    List<String> scenarios = new ArrayList<>();

    @Option(names = "--list", description = "Say what can be measured, and end.")
    boolean list;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often; ${DEFAULT-VALUE} by default.",
            defaultValue = "5")
    int runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long one measurement takes; ${DEFAULT-VALUE} by default.",
            defaultValue = "5")
    double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long a process works before it is measured; ${DEFAULT-VALUE} by default.",
            defaultValue = "10")
    double warmUpSeconds;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where runs.jsonl, report.txt and report.html go; ${DEFAULT-VALUE} by default.",
            defaultValue = "bench-results")
    Path folder;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            description = "Further options for the runtime of the measured processes, split at blanks.",
            defaultValue = "")
    String javaOptions;

    @Option(names = "--smoke", description = "A hundredth of everything, once: only to see that it works.")
    boolean smoke;

    @Override
    public Integer call() throws Exception {
        if (list) {
            Bench.scenarios().forEach((name, about) -> output.out().printf("%-10s %s%n", name, about));
            return ExitCode.OK;
        }
        Duration measured = Duration.ofMillis(Math.round((smoke ? 0.3 : seconds) * 1000));
        Bench.run(
                new BenchPlan(
                        Path.of(System.getProperty("java.home"), "bin", "hero-collab"),
                        scenarios.isEmpty() ? Bench.all() : scenarios,
                        smoke ? 1 : runs,
                        smoke ? measured : Duration.ofMillis(Math.round(warmUpSeconds * 1000)),
                        measured,
                        smoke ? SMOKE_SCALE : 1,
                        folder,
                        javaOptions),
                output.out());
        return ExitCode.OK;
    }
}
