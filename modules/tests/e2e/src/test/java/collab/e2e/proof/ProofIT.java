package collab.e2e.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.Checker;
import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEras;
import collab.e2e.checker.Violation;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.MetricSamples;
import collab.e2e.workload.MetricTotals;
import collab.e2e.workload.Situation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The proof: users write, read, join and leave while processes die, networks fail and disks fill. Afterwards a checker,
 * which has the history of all clients, finds no broken guarantee. This is the short version; {@code etc/soak} runs it
 * for any time.
 */
class ProofIT {
    /** The guarantee is 5 s; a busy machine gets more time. */
    private static final Duration HEALED_MAX = Duration.ofSeconds(Long.getLong("collab.proof.healed-max-seconds", 30));

    private static final Duration SHORT = Duration.ofMinutes(2); // a fixed number of rounds
    private static final Duration QUIET = Duration.ofSeconds(60);

    /** A gateway that was lost counts as online for 30 s, and a user's last socket for 15 s. */
    private static final Duration REST_MAX = Duration.ofSeconds(60);

    private static final int QUIET_SENDS = 20;

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final long seed = Long.getLong("collab.seed", System.nanoTime());
    private final Duration duration = Duration.ofSeconds(Long.getLong("collab.proof.seconds", 60));
    private final Duration pace = Duration.ofMillis(Long.getLong("collab.proof.pace-ms", 200));
    private final Duration longestPause = Duration.ofMillis(Long.getLong("collab.proof.pause-max-ms", 3_000));
    private final int tabs = Integer.getInteger("collab.proof.tabs", 24);
    private final Random random = new Random(seed);
    private final Map<ProofFault, Integer> strikes = new LinkedHashMap<>();
    private final Set<ProofFault> hits = new HashSet<>();

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS) // the duration is the bound
    void noGuaranteeIsBrokenByFaults() throws Exception {
        Path folder = Files.createDirectories(Path.of(System.getProperty("collab.proof.folder", "target/proof")));
        Path file = folder.resolve("history-" + seed + ".jsonl");
        print("seed " + seed + ", " + duration.toSeconds() + " s, history in " + file.toAbsolutePath());
        List<String> faults;
        List<HistoryEntry> entries;
        List<Violation> ofJudge;
        try (ProofSystem system = ProofSystem.start(programs);
                History history = History.create(file);
                ProofWorkers workers = ProofWorkers.gather(system, history, random, tabs);
                MetricTotals totals = MetricTotals.start(processes(system))) {
            workers.awaitLive();
            try (ProofScene scene = new ProofScene(system, workers, history, random, longestPause, HEALED_MAX)) {
                workers.work(pace);
                strike(scene, history);
                scene.heal("everything");
                workers.finish();
                scene.heal("work");
                workers.awaitLive();
                system.judge().atRest(REST_MAX);
                workers.closeUnrecordedTabs();
                count(system, workers, history, scene);
            }
            workers.recordFinalState(HistoryEras.last(history.entries()));
            print(system.judge().summary());
            ofJudge = system.judge().verdict();
            Situation.occurred(history.now(), new Situation.Seen(history.entries(), totals))
                    .forEach(history::add);
            faults = workers.faults();
            entries = history.entries();
        }
        List<Violation> violations = new ArrayList<>(Checker.check(entries));
        violations.addAll(ofJudge);
        report(entries, violations);
        assertEquals(List.of(), violations, () -> "seed " + seed + ", history in " + file.toAbsolutePath());
        assertEquals(List.of(), faults, "violations on sockets");
        if (!Boolean.getBoolean("collab.proof.keep")) Files.delete(file);
    }

    private static void print(String line) {
        System.out.println("proof: " + line);
    }

    // ---- Faults ----

    /**
     * Strikes all faults in random order, repeatedly, until the time is over; each planned fault must have its effect
     * at least once.
     */
    private void strike(ProofScene scene, History history) {
        List<ProofFault> planned = planned(scene.system());
        long end = System.nanoTime() + duration.toNanos();
        history.add(new HistoryEntry.Planned(
                history.now(),
                planned.stream()
                        .filter(ProofFault::required)
                        .map(ProofFault::label)
                        .toList()));
        history.add(Situation.demanded(
                history.now(),
                duration.compareTo(SHORT) > 0
                        && System.getProperty("collab.proof.faults", "").isEmpty(),
                planned.stream().map(ProofFault::label).toList()));
        boolean first = true;
        while (first || System.nanoTime() < end) {
            Collections.shuffle(planned, random);
            for (ProofFault fault : planned) {
                if (!first && System.nanoTime() > end) break;
                strike(fault, scene, history);
            }
            first = false;
        }
        strikeAgain(scene, history, planned);
    }

    /**
     * Strikes a required fault again, up to twice, if it had no effect because a socket had left or a reader had lost
     * its socket before.
     */
    private void strikeAgain(ProofScene scene, History history, List<ProofFault> planned) {
        for (ProofFault fault : planned) {
            for (int i = 0; i < 2 && fault.required() && !hits.contains(fault); i++) strike(fault, scene, history);
        }
    }

    private void strike(ProofFault fault, ProofScene scene, History history) {
        scene.system().judge().faultBegins();
        history.add(new HistoryEntry.Calm(history.now(), false));
        FaultEvidence evidence = scene.strike(fault);
        strikes.merge(fault, 1, Integer::sum);
        if (evidence.hit()) hits.add(fault);
        print(fault.label() + ": " + evidence.detail() + (evidence.hit() ? "" : " (missed)"));
        history.add(new HistoryEntry.Fault(history.now(), fault.label(), evidence.hit(), evidence.detail()));
        scene.heal(fault.label());
        scene.system().judge().faultEnds();
        history.add(new HistoryEntry.Calm(history.now(), true));
        scene.pause(0, 1_000);
    }

    private List<ProofFault> planned(ProofSystem system) {
        String wish = System.getProperty("collab.proof.faults", "");
        List<ProofFault> planned = new ArrayList<>();
        for (ProofFault fault : ProofFault.all()) {
            boolean wished = wish.isEmpty()
                    ? fault.quick() || duration.compareTo(SHORT) > 0
                    : List.of(wish.split(",")).contains(fault.label());
            if (!wished) continue;
            fault.unavailableReason(system)
                    .ifPresentOrElse(
                            reason -> print("without " + fault.label() + ": " + reason), () -> planned.add(fault));
        }
        if (planned.isEmpty())
            throw new IllegalArgumentException("unknown faults: " + wish + "; known are "
                    + ProofFault.all().stream().map(ProofFault::label).toList());
        return planned;
    }

    // ---- Counters ----

    /** A quiet window without faults, in which the counters of the processes must equal the counts of the clients. */
    private void count(ProofSystem system, ProofWorkers workers, History history, ProofScene scene) {
        awaitQuiet(system, workers, scene);
        scrape(system, history);
        for (int i = 0; i < QUIET_SENDS; i++) scene.probe();
        workers.tabs().forEach(tab -> tab.reconnect(ProofSocket.SILENCE_MAX));
        scene.heal("quiet sends");
        awaitQuiet(system, workers, scene);
        scrape(system, history);
    }

    /** All ends of sockets are known to the gateways when they hold as many sockets as there are clients. */
    private static void awaitQuiet(ProofSystem system, ProofWorkers workers, ProofScene scene) {
        boolean settled = scene.becomes(
                QUIET,
                () -> workers.tabs().stream().allMatch(ProofSocket::live)
                        && system.gateways().stream()
                                        .mapToDouble(gateway -> gateway.metric("collab_gateway_sockets"))
                                        .sum()
                                == workers.tabs().size());
        assertTrue(
                settled,
                () -> "not all clients are live, or the gateways hold other sockets, " + QUIET
                        + " after the last fault");
    }

    private static List<URI> processes(ProofSystem system) {
        List<URI> processes = new ArrayList<>(List.of(system.server().http()));
        system.gateways().forEach(gateway -> processes.add(gateway.gateway().http()));
        return processes;
    }

    private static void scrape(ProofSystem system, History history) {
        Map<String, Double> server = MetricSamples.of(system.server().http());
        history.add(new HistoryEntry.Scraped(history.now(), "server", 1, server));
        system.gateways()
                .forEach(gateway -> history.add(new HistoryEntry.Scraped(
                        history.now(),
                        gateway.name(),
                        1,
                        MetricSamples.of(gateway.gateway().http()))));
    }

    // ---- Report ----

    private void report(List<HistoryEntry> entries, List<Violation> violations) {
        Map<String, Integer> kinds = new TreeMap<>();
        Map<String, Integer> hits = new TreeMap<>();
        Map<String, Long> occurrences = new TreeMap<>();
        double[] slowest = new double[2];
        for (HistoryEntry entry : entries) {
            kinds.merge(entry.getClass().getSimpleName(), 1, Integer::sum);
            switch (entry) {
                case HistoryEntry.Occurred occurred -> occurrences.put(occurred.situation(), occurred.times());
                case HistoryEntry.Fault fault when fault.hit() -> hits.merge(fault.name(), 1, Integer::sum);
                case HistoryEntry.Healed healed -> {
                    slowest[0] = Math.max(slowest[0], healed.firstSendSeconds());
                    slowest[1] = Math.max(slowest[1], healed.caughtUpSeconds());
                }
                default -> {}
            }
        }
        print("seed " + seed);
        print("history " + kinds);
        print("situations " + occurrences);
        strikes.forEach((fault, count) -> print(
                "%-22s struck %4d, hit %4d".formatted(fault.label(), count, hits.getOrDefault(fault.label(), 0))));
        print("slowest recovery: first send %.2f s, all clients caught up %.2f s".formatted(slowest[0], slowest[1]));
        violations.forEach(violation -> print("VIOLATION " + violation));
        print(violations.size() + " violations");
    }
}
