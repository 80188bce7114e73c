package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.Violation;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.judge.Judge;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A run of the proof's workload of a few seconds, in which the only faults are connections that are cut. It has the
 * processes, the users and the final comparison of the long proof. It returns the history and what the judge found.
 */
public final class ProofRun {
    /** One for each user at least. */
    private static final int TABS = 24;

    private static final int CUT_EVERY_MS_MIN = 100;
    private static final int CUT_EVERY_MS_SPREAD = 300;

    private final Plan plan;
    private final Random random;

    /**
     * @param work the time for which users work
     * @param pace the mean time between two actions of a user
     * @param settling the most that the run waits for sockets to become live, and for events that are due
     * @param rest the most that it waits for state and presence to become equal
     */
    public record Plan(
            long seed, Duration work, Duration pace, Duration settling, Duration rest, ProofSettings settings) {}

    /**
     * @param violations what the judge found
     * @param socketFaults how sockets broke the client's rule or RFC 6455
     */
    public record Result(List<HistoryEntry> entries, List<Violation> violations, List<String> socketFaults) {}

    private ProofRun(Plan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed());
    }

    /** @param file the history, one entry per line */
    public static Result run(ExamplePrograms programs, Plan plan, Path file) throws Exception {
        return new ProofRun(plan).run(programs, file);
    }

    private Result run(ExamplePrograms programs, Path file) throws Exception {
        try (ProofSystem system = ProofSystem.start(programs, plan.settings());
                History history = History.create(file);
                ProofWorkers workers = ProofWorkers.gather(system, history, random, TABS)) {
            awaitLive(workers);
            workers.work(plan.pace());
            cutConnections(system, workers);
            workers.finish();
            awaitLive(workers);
            settle(workers);
            // after its resume a client is complete up to the head
            workers.tabs().parallelStream().forEach(tab -> tab.reconnect(plan.settling()));
            workers.recordFinalState(history.entries());
            return new Result(history.entries(), judge(system.judge()), workers.faults());
        }
    }

    /** Waits for the rest of the clients only while nothing is wrong yet. */
    private List<Violation> judge(Judge judge) {
        judge.capture();
        List<Violation> violations = judge.verdict();
        if (!violations.isEmpty()) return violations;
        judge.atRest(plan.rest());
        return judge.verdict();
    }

    /** Waits within the bound: the sockets of a wrong product may never become live. */
    private void awaitLive(ProofWorkers workers) {
        long deadline = System.nanoTime() + plan.settling().toNanos();
        for (ProofSocket tab : workers.tabs()) {
            boolean _ = tab.awaitLive(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** Cuts single sockets, all connections of a gateway, and closes sockets politely, until the work is over. */
    private void cutConnections(ProofSystem system, ProofWorkers workers) {
        long end = System.nanoTime() + plan.work().toNanos();
        while (System.nanoTime() < end) {
            List<ProofSocket> tabs = workers.tabs();
            ProofSocket tab = tabs.get(random.nextInt(tabs.size()));
            switch (random.nextInt(6)) {
                case 0 -> system.any(random).clientRelay().reset(); // also cuts calls, so that they are repeated
                case 1, 2 -> tab.reopen();
                default -> tab.cut();
            }
            LockSupport.parkNanos(Duration.ofMillis(CUT_EVERY_MS_MIN + random.nextInt(CUT_EVERY_MS_SPREAD))
                    .toNanos());
        }
    }

    /** Sends one more message to each channel and waits for its members to receive it, within the bound. */
    private void settle(ProofWorkers workers) {
        long deadline = System.nanoTime() + plan.settling().toNanos();
        ProofCalls calls = workers.ownerCalls();
        for (long channel : workers.channels().all()) {
            String op = "settle-" + channel;
            Optional<JsonNode> sent = ProofWriter.send(calls, op, op, channel);
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            sent.ifPresent(
                    answer -> workers.lateClient(channel, answer.get("seq").longValue(), left));
        }
    }
}
