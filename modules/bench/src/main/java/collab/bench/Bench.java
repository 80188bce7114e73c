package collab.bench;

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

/** Runs scenarios and reports: a line of JSON for each run of each case, at the end a table and a page with pictures. */
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

    /** Names and what each measures, in the order in which all of them run. */
    public static Map<String, String> scenarios() {
        Map<String, String> abouts = new LinkedHashMap<>();
        SCENARIOS.forEach((name, scenario) -> abouts.put(name, scenario.about()));
        return abouts;
    }

    /** Measures and writes {@code runs.jsonl}, {@code report.txt} and {@code report.html} into the plan's folder. */
    public static void run(BenchPlan plan, PrintWriter out) throws Exception {
        List<Question> questions =
                plan.scenarios().stream().map(Question::parse).toList();
        Files.createDirectories(plan.output());
        List<Run> runs = new ArrayList<>();
        try (BufferedWriter lines = Files.newBufferedWriter(
                plan.output().resolve("runs.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int number = 1; number <= plan.runs(); number++) {
                for (Question question : questions) {
                    String name = question.scenario().name();
                    try (Lab lab = new Lab(plan, name, question.only(), number, run -> keep(run, runs, lines, out))) {
                        question.scenario().run(lab);
                    }
                }
            }
        }
        Report report = Report.of(runs);
        Files.writeString(plan.output().resolve("report.txt"), report.table());
        Files.writeString(plan.output().resolve("report.html"), Page.of(report));
        out.print(report.table());
        out.flush();
    }

    /** A scenario, or one case of it: {@code deliver} or {@code deliver:R=100}. */
    private record Question(Scenario scenario, String only) {
        static Question parse(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Question(Bench.scenario(text), "")
                    : new Question(Bench.scenario(text.substring(0, colon)), text.substring(colon + 1));
        }
    }

    private static Scenario scenario(String name) {
        return Optional.ofNullable(SCENARIOS.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no scenario " + name + "; there are " + String.join(", ", SCENARIOS.keySet())));
    }

    private static void keep(Run run, List<Run> runs, BufferedWriter lines, PrintWriter out) {
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

    /** All of them, in their order. */
    public static List<String> all() {
        return List.copyOf(SCENARIOS.keySet());
    }
}
