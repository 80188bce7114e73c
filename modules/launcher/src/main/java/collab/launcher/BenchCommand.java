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
        description =
                "Measure this program on this machine; starts its own processes on loopback and puts load on them.")
final class BenchCommand implements Callable<Integer> {
    private static final double SMOKE_SCALE = 0.01;

    @Mixin
    Output output;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description =
                    "Scenario to run (see --list), or one case of it such as deliver:R=100; all scenarios by default.")
    List<String> scenarios = new ArrayList<>();

    @Option(names = "--list", description = "List the scenarios and exit.")
    boolean list;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Number of runs of each case; ${DEFAULT-VALUE} by default.",
            defaultValue = "5")
    int runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of one measurement in seconds; ${DEFAULT-VALUE} by default.",
            defaultValue = "5")
    double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Load on a process before it is measured, in seconds; ${DEFAULT-VALUE} by default.",
            defaultValue = "10")
    double warmUpSeconds;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for runs.jsonl, report.txt and report.html; ${DEFAULT-VALUE} by default.",
            defaultValue = "bench-results")
    Path folder;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            description = "Additional Java options of the measured processes, separated by spaces.",
            defaultValue = "")
    String javaOptions;

    @Option(
            names = "--smoke",
            description = "Run every scenario once at a hundredth of its size, to check that it works.")
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
                        new BenchPlan.Size(
                                smoke ? SMOKE_SCALE : 1,
                                smoke ? measured : Duration.ofMillis(Math.round(warmUpSeconds * 1000)),
                                measured),
                        folder,
                        javaOptions),
                output.out());
        return ExitCode.OK;
    }
}
