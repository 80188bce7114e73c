package collab.bench;

import collab.bench.config.BenchPlan;
import collab.bench.report.BenchReport;
import collab.bench.report.HtmlReport;
import collab.bench.report.ScenarioRun;
import collab.bench.scenario.BenchEnvironment;
import collab.bench.scenario.CalmScenario;
import collab.bench.scenario.DeliverScenario;
import collab.bench.scenario.GrowthScenario;
import collab.bench.scenario.IdleScenario;
import collab.bench.scenario.PathScenario;
import collab.bench.scenario.ReferenceScenario;
import collab.bench.scenario.Scenario;
import collab.bench.scenario.SendScenario;
import collab.bench.scenario.SizeScenario;
import collab.bench.scenario.StalledScenario;
import collab.bench.scenario.StartScenario;
import collab.bench.scenario.StormScenario;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Runs scenarios and reports: a line of JSON for each run of each case; at the end a table and an HTML page with
 * charts.
 */
public final class Bench {
    private static final SequencedMap<String, Scenario> SCENARIOS = named(
            new SizeScenario(),
            new StartScenario(),
            new DeliverScenario(),
            new CalmScenario(),
            new StalledScenario(),
            new IdleScenario(),
            new ReferenceScenario(),
            new SendScenario(),
            new PathScenario(),
            new StormScenario(),
            new GrowthScenario());

    private Bench() {}

    private static SequencedMap<String, Scenario> named(Scenario... scenarios) {
        SequencedMap<String, Scenario> named = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) named.put(scenario.name(), scenario);
        return named;
    }

    /** The names of the scenarios and what each measures, in the order in which they run. */
    public static Map<String, String> scenarios() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        SCENARIOS.forEach((name, scenario) -> descriptions.put(name, scenario.description()));
        return descriptions;
    }

    /** Measures and writes {@code runs.jsonl}, {@code report.txt} and {@code report.html} into the plan's folder. */
    public static void run(BenchPlan plan, PrintWriter out) throws Exception {
        List<Selection> selections =
                plan.scenarios().stream().map(Selection::parse).toList();
        Files.createDirectories(plan.output());
        List<ScenarioRun> runs = new ArrayList<>();
        try (BufferedWriter lines = Files.newBufferedWriter(
                plan.output().resolve("runs.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int number = 1; number <= plan.runs(); number++) {
                for (Selection selection : selections) {
                    String name = selection.scenario().name();
                    try (BenchEnvironment environment = new BenchEnvironment(
                            plan, name, selection.only(), number, run -> store(run, runs, lines, out))) {
                        selection.scenario().run(environment);
                    }
                }
            }
        }
        BenchReport report = BenchReport.of(runs);
        Files.writeString(plan.output().resolve("report.txt"), report.table());
        Files.writeString(plan.output().resolve("report.html"), HtmlReport.of(report));
        out.print(report.table());
        out.flush();
    }

    /** A scenario, or one case of it: {@code deliver} or {@code deliver:R=100}. */
    private record Selection(Scenario scenario, String only) {
        static Selection parse(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Selection(Bench.scenario(text), "")
                    : new Selection(Bench.scenario(text.substring(0, colon)), text.substring(colon + 1));
        }
    }

    private static Scenario scenario(String name) {
        return Optional.ofNullable(SCENARIOS.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown scenario " + name + "; known are " + String.join(", ", SCENARIOS.keySet())));
    }

    private static void store(ScenarioRun run, List<ScenarioRun> runs, BufferedWriter lines, PrintWriter out) {
        runs.add(run);
        try {
            lines.write(run.line() + "\n");
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(run.line());
        out.flush();
    }

    /** The names of all scenarios, in the order in which they run. */
    public static List<String> all() {
        return List.copyOf(SCENARIOS.keySet());
    }
}
