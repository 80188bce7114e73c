package collab.e2e.mutation;

import collab.e2e.checker.Checker;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.proof.ProofRun;
import collab.e2e.proof.ProofSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Short runs of the proof, with the product as it is or with a mutation, until a run shows a violation. */
final class MutationRun {
    private static final Duration WORK = Duration.ofMillis(Long.getLong("collab.mutation.work-ms", 1_500));
    private static final Duration PACE = Duration.ofMillis(40);
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration REST = Duration.ofSeconds(8);
    private static final Duration PRESENCE_GRACE = Duration.ofSeconds(3);

    /** Small rings and short presence times, so that a short run reaches their ends. */
    private static final ProofSettings SETTINGS = new ProofSettings(
            List.of(
                    "presence.batch=100ms",
                    "presence.grace=" + PRESENCE_GRACE.toMillis() + "ms",
                    "presence.lease=" + PRESENCE_GRACE.toMillis() + "ms"),
            List.of("session.ring-events-max=8"));

    private final ExamplePrograms programs;
    private final Path folder;

    /** @param folder for the histories */
    MutationRun(ExamplePrograms programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * @param seeds the seeds that were run
     * @param rules the rules that were violated in the last run
     * @param first one violation
     */
    record Outcome(int seeds, TreeSet<String> rules, Optional<String> first) {
        boolean caught() {
            return first.isPresent();
        }
    }

    /** Runs with the mutated product until a run shows a violation. */
    Outcome untilCaught(Mutation mutation, int seedsMax) throws Exception {
        MutatedModule mutated = MutatedModule.compile(mutation, programs.folder());
        programs.runtimeOptions(mutation.command(), mutated.runtimeOptions());
        Outcome outcome = new Outcome(0, new TreeSet<>(), Optional.empty());
        for (int seed = 1; seed <= seedsMax && !outcome.caught(); seed++) outcome = outcome(seed);
        return outcome;
    }

    /** One run. */
    Outcome outcome(int seed) throws Exception {
        Path file = folder.resolve("history-" + seed + ".jsonl");
        ProofRun.Result result =
                ProofRun.run(programs, new ProofRun.Plan(seed, WORK, PACE, SETTLING, REST, SETTINGS), file);
        programs.killAll();
        TreeSet<String> rules = new TreeSet<>();
        List<String> violations = new ArrayList<>();
        result.violations().forEach(violation -> {
            rules.add(violation.rule().name());
            violations.add(violation.toString());
        });
        Checker.check(result.entries(), PRESENCE_GRACE).forEach(violation -> {
            rules.add(violation.rule().name().toLowerCase(Locale.ROOT));
            violations.add(violation.toString());
        });
        result.socketFaults().forEach(fault -> {
            rules.add("socket");
            violations.add(fault);
        });
        Files.delete(file);
        return new Outcome(seed, rules, violations.stream().findFirst());
    }
}
