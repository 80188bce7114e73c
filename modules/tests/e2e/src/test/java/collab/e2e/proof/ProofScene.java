package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What faults act on, and how recovery is measured. One thread. */
final class ProofScene implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(6); // longer than that of a single call
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(200);

    /** Enough to fill the buffers of the machine between a gateway and a reader, and then a socket's queue. */
    private static final int FLOOD_MESSAGES = 240;

    private static final int FLOOD_WRITERS = 8;
    /** The bytes of a text of maximum length with three bytes per character. */
    private static final String LONG_TEXT = "|" + "€".repeat(15_000);

    private static final int STORM_SOCKETS = 60;

    private final ProofSystem system;
    private final ProofWorkers workers;
    private final History history;
    private final Random random;
    private final int longestPause;
    private final Duration healedMax;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ProofCalls prober;
    private int probes;
    private int traces;
    private Optional<Future<Healing>> healing = Optional.empty();

    ProofScene(
            ProofSystem system,
            ProofWorkers workers,
            History history,
            Random random,
            Duration longestPause,
            Duration healedMax) {
        this.system = system;
        this.workers = workers;
        this.history = history;
        this.random = random;
        this.longestPause = (int) longestPause.toMillis();
        this.healedMax = healedMax;
        this.prober = workers.ownerCalls();
    }

    History history() {
        return history;
    }

    ProofSystem system() {
        return system;
    }

    ProofWorkers workers() {
        return workers;
    }

    Random random() {
        return random;
    }

    ProofSystem.ProxiedGateway randomGateway() {
        return system.any(random);
    }

    /** The gateway with most sockets, because a fault of an unused network path has no effect. */
    ProofSystem.ProxiedGateway busiestGateway() {
        return system.gateways().stream()
                .max(Comparator.comparingLong(workers::openAt))
                .orElseThrow();
    }

    /** The length of a freeze or stall, in milliseconds. */
    int longestPause() {
        return longestPause;
    }

    /** The duration of a fault: part of the plan, and not a wait for a condition. */
    void pause(int leastMs, int mostMs) {
        pause(length(leastMs, mostMs));
    }

    void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }

    Duration length(int leastMs, int mostMs) {
        return Duration.ofMillis(leastMs + random.nextInt(Math.max(1, mostMs - leastMs)));
    }

    boolean becomes(Duration timeout, BooleanSupplier question) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > deadline) return false;
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    /** A new file for the system calls of a process. */
    Path traces() {
        return system.scratch().resolve("trace-" + ++traces);
    }

    // ---- Extra messages ----

    /** The response to one more message in a channel of all users. */
    JsonNode probe() {
        return probe(prober);
    }

    /** The response to the call of an earlier probe again; it must not be executed twice. */
    JsonNode repeat(JsonNode probe) {
        String op = probe.at("/message/text").textValue();
        return prober.read(
                "message.send", "channel_id", workers.channels().all().getFirst(), "text", op, "op_id", op);
    }

    private JsonNode probe(ProofCalls calls) {
        String op = "probe-" + nextProbe();
        return ProofWriter.send(calls, op, op, workers.channels().all().getFirst())
                .orElseThrow(() -> new AssertionError(op + " was rejected or got no response"));
    }

    private synchronized int nextProbe() {
        return ++probes;
    }

    private static <T> T await(Future<T> begun) {
        try {
            return begun.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /** More than the buffers between a gateway and a stalled reader can hold. */
    void flood() {
        beginFlood(() -> false).end();
    }

    /** Floods in the background, until it is stopped. */
    Flood beginFlood(BooleanSupplier enough) {
        long channel = workers.channels().all().getLast();
        Flood flood = new Flood(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < FLOOD_WRITERS; i++) {
            ProofCalls calls = workers.ownerCalls();
            flood.calls.add(calls);
            flood.writers.add(threads.submit(() -> {
                for (int n = 0; n < FLOOD_MESSAGES / FLOOD_WRITERS && !enough.getAsBoolean(); n++) {
                    String op = "flood-" + nextProbe();
                    ProofWriter.send(calls, op, op + LONG_TEXT, channel);
                }
            }));
        }
        return flood;
    }

    /** Short messages from several writers at once; returns when all are acknowledged. */
    void write(int messages) {
        List<Future<?>> writers = new ArrayList<>();
        long channel = workers.channels().all().getFirst();
        for (int i = 0; i < FLOOD_WRITERS; i++) {
            ProofCalls calls = workers.ownerCalls();
            writers.add(threads.submit(() -> {
                for (int n = 0; n < messages / FLOOD_WRITERS; n++) {
                    String op = "many-" + nextProbe();
                    ProofWriter.send(calls, op, op, channel);
                }
            }));
        }
        writers.forEach(ProofScene::await);
    }

    /** Many long messages from several writers at once. */
    record Flood(List<ProofCalls> calls, List<Future<?>> writers) {
        int rejected() {
            return calls.stream().mapToInt(ProofCalls::unavailable).sum();
        }

        void end() {
            writers.forEach(ProofScene::await);
        }
    }

    /** Repeats a task in so many threads for a while. */
    void parallel(int tasks, Runnable task) {
        long end = System.nanoTime() + length(1_000, longestPause).toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            running.add(threads.submit(() -> {
                while (System.nanoTime() < end) task.run();
            }));
        }
        running.forEach(ProofScene::await);
    }

    /** Many sockets at once, which no client follows. */
    void storm() {
        RpcCaller owner = prober.caller();
        List<Future<?>> sockets = new ArrayList<>();
        for (int i = 0; i < STORM_SOCKETS; i++) {
            RpcCaller caller =
                    owner.at(system.gateways().get(i % system.gateways().size()).clientAddress());
            sockets.add(threads.submit(() -> {
                try (WireClient socket = WireClient.open(caller, Optional.empty())) {
                    socket.getsMore(0, Duration.ofSeconds(5));
                } catch (UncheckedIOException | WireClient.UpgradeRejected turnedAway) {
                    // the gateway may be at its limit
                }
            }));
        }
        sockets.forEach(ProofScene::await);
    }

    // ---- Recovery ----

    /** How long it took until a message was acknowledged, and until all clients of its channel had received it. */
    private record Healing(double firstSend, double caughtUp, String lateClient) {
        Healing slowest(Healing other) {
            boolean slower = other.caughtUp > caughtUp;
            return new Healing(
                    Math.max(firstSend, other.firstSend),
                    Math.max(caughtUp, other.caughtUp),
                    slower ? other.lateClient : lateClient);
        }
    }

    /** Strikes a fault; while one that must not interrupt service lasts, one message after the other is sent. */
    FaultEvidence strike(ProofFault fault) {
        healing = Optional.empty();
        AtomicBoolean ended = new AtomicBoolean(!fault.served());
        ProofCalls calls = workers.ownerCalls();
        Future<Healing> slowest = threads.submit(() -> slowestProbe(calls, ended::get));
        FaultEvidence evidence;
        try {
            evidence = fault.strike(this);
            if (healing.isEmpty()) over();
        } finally {
            ended.set(true);
        }
        Healing during = await(slowest);
        if (fault.served()) record("during " + fault.label(), during);
        return evidence;
    }

    private Healing slowestProbe(ProofCalls calls, BooleanSupplier ended) {
        Healing slowest = new Healing(0, 0, "");
        while (!ended.getAsBoolean()) {
            slowest = slowest.slowest(measure(calls));
            LockSupport.parkNanos(BETWEEN_PROBES.toNanos()); // the load of the measurement, not a wait for a condition
        }
        return slowest;
    }

    /** The fault is over: healing is measured from now on, in the background. */
    void over() {
        ProofCalls calls = workers.ownerCalls();
        healing = Optional.of(threads.submit(() -> measure(calls)));
    }

    /** Records the recovery since the end of the last fault, or from now on. */
    void heal(String after) {
        if (healing.isEmpty()) over();
        Healing healed = await(healing.orElseThrow());
        healing = Optional.empty();
        record(after, healed);
    }

    private Healing measure(ProofCalls calls) {
        long begin = history.now();
        JsonNode sent = probe(calls);
        double firstSend = secondsSince(begin);
        long channel = workers.channels().all().getFirst();
        String lateClient = workers.lateClient(channel, sent.get("seq").longValue(), TIMEOUT);
        return new Healing(firstSend, secondsSince(begin), lateClient);
    }

    private void record(String after, Healing healed) {
        history.add(new HistoryEntry.Healed(
                history.now(), after, healed.firstSend, healed.caughtUp, healedMax.toNanos() / 1e9));
        System.out.printf(
                "proof: %s recovered; first send after %.2f s, all clients caught up after %.2f s %s%n",
                after, healed.firstSend, healed.caughtUp, healed.lateClient);
    }

    private double secondsSince(long begin) {
        return (history.now() - begin) / 1e9;
    }

    @Override
    public void close() {
        threads.shutdownNow(); // after a failure calls would be repeated for minutes
        threads.close();
    }
}
