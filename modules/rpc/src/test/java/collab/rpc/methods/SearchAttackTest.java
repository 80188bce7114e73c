package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RateClass;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.persistence.Ledger;
import collab.rpc.config.RpcConfig;
import collab.rpc.limit.RateLimits;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the reads of one member while others search, with {@code -Dsearch.attack="MESSAGES MILLISECONDS ROUNDS"}; etc/PERFORMANCE.md
 * has the command. Without it, it runs briefly and proves that every read is answered. In each round it measures without searches,
 * then while each of three members sends a batch of 50 searches for {@code w*} on each of 12 connections, and the next one a second
 * after the answer: once with the default rate limit and once with no rate limit for searches.
 */
@Tag("security")
class SearchAttackTest {
    private static final int CONNECTIONS = 12;

    private static final String BATCH = IntStream.range(0, 50)
            .mapToObj(_ -> RpcFixture.body("message.search", "{'query': 'w*'}"))
            .collect(Collectors.joining(",", "[", "]"));

    private static final List<String> READS = List.of(
            RpcFixture.body("message.list", "{'channel_id': 1}"),
            RpcFixture.body("session.bootstrap", "{}"),
            RpcFixture.body("user.me", "{}"));

    @TempDir
    Path folder;

    @Test
    void readsAreAnsweredWhileOthersSearch() throws Exception {
        String[] load = System.getProperty("search.attack", "256 200 1").split(" ");
        int milliseconds = Integer.parseInt(load[1]);
        fill(folder, Integer.parseInt(load[0]));
        for (int round = 0; round < Integer.parseInt(load[2]); round++) {
            for (int searches : new int[] {60, 10_000_000}) {
                RateLimits limits =
                        RateLimits.defaults().with(RateClass.READ, 10_000_000).with(RateClass.SEARCH, searches);
                try (RpcFixture fixture =
                        RpcFixture.open(folder, RpcConfig.defaults().withLimits(limits))) {
                    reads(fixture, milliseconds);
                    double[] calm = reads(fixture, milliseconds);
                    double[] attacked = attacked(fixture, milliseconds);
                    double[] after = reads(fixture, milliseconds);
                    System.out.printf(
                            Locale.ROOT,
                            "%d searches a minute: calm %s, attacked %s, after %s, p99 %.2f of calm%n",
                            searches,
                            summary(calm),
                            summary(attacked),
                            summary(after),
                            percentile(attacked, 99) / percentile(calm, 99));
                }
            }
        }
    }

    private static void fill(Path directory, int messages) throws InterruptedException, ExecutionException {
        RpcFixture.seed(directory);
        try (RpcFixture fixture = RpcFixture.open(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Ledger ledger = fixture.persistence.ledger();
            Caller alice = new Caller.Person(new UserId(1), new SessionId(1));
            List<Future<?>> senders = new ArrayList<>();
            for (int sender = 0; sender < 128; sender++) {
                Random random = new Random(sender);
                int share = messages / 128;
                senders.add(threads.submit(() -> {
                    for (int i = 0; i < share; i++) {
                        String text = "common "
                                + IntStream.range(0, 5)
                                        .mapToObj(_ -> "w" + random.nextInt(20_000))
                                        .collect(Collectors.joining(" "));
                        ledger.submit(new Ledger.Submission(
                                alice,
                                new Command.SendMessage(new ChannelId(1), text, Optional.empty()),
                                Optional.empty()));
                    }
                }));
            }
            for (Future<?> sender : senders) sender.get();
        }
    }

    private static double[] attacked(RpcFixture fixture, int milliseconds) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger batches = new AtomicInteger();
        List<Thread> attackers = new ArrayList<>();
        for (String name : List.of("alice", "bob", "dave")) {
            String token = fixture.login(name);
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                attackers.add(Thread.ofVirtual().start(() -> {
                    while (!ended.get()) {
                        send(fixture, token, BATCH);
                        batches.incrementAndGet();
                        pause(1_000);
                    }
                }));
            }
        }
        double[] took = reads(fixture, milliseconds);
        ended.set(true);
        for (Thread attacker : attackers) attacker.join();
        assertTrue(batches.get() > 0);
        return took;
    }

    private static double[] reads(RpcFixture fixture, int milliseconds) throws InterruptedException {
        String token = fixture.token("carol");
        List<Double> took = new ArrayList<>();
        long end = System.nanoTime() + milliseconds * 1_000_000L;
        for (int call = 0; System.nanoTime() < end; call++) {
            long begin = System.nanoTime();
            String response = send(fixture, token, READS.get(call % READS.size()));
            took.add((System.nanoTime() - begin) / 1e6);
            assertTrue(response.contains("\"result\""), response);
            pause(10);
            fixture.advanceClock(Duration.ofNanos(System.nanoTime() - begin)); // refills the rate limits
        }
        return took.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private static String send(RpcFixture fixture, String token, String body) {
        HttpRequest request = fixture.request("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String summary(double[] sorted) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p99 %.1f, max %.1f ms (%d reads)",
                percentile(sorted, 50),
                percentile(sorted, 99),
                sorted[sorted.length - 1],
                sorted.length);
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
