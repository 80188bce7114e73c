package collab.e2e.proof;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a fault can lay its hands on, and how healing is measured. One thread. */
final class ProofScene implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(6); // longer than that of a single call
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** A flood has to fill the buffers of the machine between a gateway and a reader, and then a socket's queue. */
    private static final int FLOOD_MESSAGES = 240;

    private static final int FLOOD_WRITERS = 8;
    /** As many bytes as a text of the longest kind can have in three bytes each. */
    private static final String LONG_TEXT = "|" + "€".repeat(15_000);

    private static final int STORM_SOCKETS = 60;

    private final ProofSystem system;
    private final ProofWorkers crew;
    private final History history;
    private final Random random;
    private final int longestPause;
    private final Duration healedMax;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ProofCalls prober;
    private int probes;

    ProofScene(
            ProofSystem system,
            ProofWorkers crew,
            History history,
            Random random,
            Duration longestPause,
            Duration healedMax) {
        this.system = system;
        this.crew = crew;
        this.history = history;
        this.random = random;
        this.longestPause = (int) longestPause.toMillis();
        this.healedMax = healedMax;
        this.prober = crew.ownerCalls();
    }

    ProofSystem system() {
        return system;
    }

    ProofWorkers crew() {
        return crew;
    }

    Random random() {
        return random;
    }

    ProofSystem.Front anyFront() {
        return system.any(random);
    }

    /** The one with most sockets: what is done to the network between two who do not talk has no effect. */
    ProofSystem.Front busyFront() {
        return system.fronts().stream()
                .max(Comparator.comparingLong(crew::openAt))
                .orElseThrow();
    }

    /** In milliseconds, of a frozen process or a stalled network. */
    int longestPause() {
        return longestPause;
    }

    /** For how long a fault lasts: a part of the plan, not a wait for something. */
    void pause(int leastMs, int mostMs) {
        LockSupport.parkNanos(Duration.ofMillis(leastMs + random.nextInt(Math.max(1, mostMs - leastMs)))
                .toNanos());
    }

    boolean becomes(Duration patience, BooleanSupplier question) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > deadline) return false;
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    // ---- words of our own ----

    /** The answer to one more message in a channel that everybody shares. */
    JsonNode probe() {
        String op = "probe-" + nextProbe();
        return ProofWriter.send(prober, op, op, crew.channels().all().getFirst())
                .orElseThrow(() -> new AssertionError(op + " was refused or not answered"));
    }

    private synchronized int nextProbe() {
        return ++probes;
    }

    private static void await(Future<?> begun) {
        try {
            begun.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /** More than the buffers between a gateway and one who does not read can hold. */
    void flood() {
        beginFlood(() -> false).end();
    }

    /** The same, beside what else happens, until it is enough. */
    Flood beginFlood(BooleanSupplier enough) {
        long channel = crew.channels().all().getLast();
        Flood flood = new Flood(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < FLOOD_WRITERS; i++) {
            ProofCalls calls = crew.ownerCalls();
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

    /** Many long messages from several writers at once. */
    record Flood(List<ProofCalls> calls, List<Future<?>> writers) {
        int refused() {
            return calls.stream().mapToInt(ProofCalls::unavailable).sum();
        }

        void end() {
            writers.forEach(ProofScene::await);
        }
    }

    /** Many sockets at once, which nobody follows. */
    void storm() {
        RpcCaller owner = prober.caller();
        List<Future<?>> sockets = new ArrayList<>();
        for (int i = 0; i < STORM_SOCKETS; i++) {
            RpcCaller caller =
                    owner.at(system.fronts().get(i % system.fronts().size()).door());
            sockets.add(threads.submit(() -> {
                try (WireClient socket = WireClient.open(caller, Optional.empty())) {
                    socket.getsMore(0, Duration.ofSeconds(5));
                } catch (UncheckedIOException | WireClient.UpgradeRejected turnedAway) {
                    // a gateway may have enough
                }
            }));
        }
        sockets.forEach(ProofScene::await);
    }

    // ---- healing ----

    /** From now on: how long until a new message is acknowledged, and until every tab in its channel has heard it. */
    void heal(String after) {
        long begin = history.now();
        JsonNode sent = probe();
        double firstSend = secondsSince(begin);
        long channel = crew.channels().all().getFirst();
        String laggard = crew.laggard(channel, sent.get("seq").longValue(), TIMEOUT);
        double caughtUp = secondsSince(begin);
        history.add(new HistoryEntry.Healed(history.now(), after, firstSend, caughtUp, healedMax.toNanos() / 1e9));
        System.out.printf(
                "proof: %s healed; first send after %.2f s, everybody caught up after %.2f s %s%n",
                after, firstSend, caughtUp, laggard);
    }

    private double secondsSince(long begin) {
        return (history.now() - begin) / 1e9;
    }

    @Override
    public void close() {
        threads.close();
    }
}
