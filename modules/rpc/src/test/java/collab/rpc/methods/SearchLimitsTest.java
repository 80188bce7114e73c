package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.api.RateClass;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.persistence.QueryTimeout;
import collab.persistence.Snapshot;
import collab.persistence.Snapshots;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.limit.RateLimiter;
import collab.rpc.limit.RateLimits;
import collab.rpc.limit.ScanLimits;
import collab.runtime.rpc.RpcExchange;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One member stopped all others with 12 requests of 50 searches each: a batch of searches cost as little as a batch of other
 * queries, and the searches of one user could run on all readers.
 */
@Tag("security")
class SearchLimitsTest {
    private static final String SEARCH = "{'query': 'morning'}";

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter limiter = new RateLimiter(RateLimits.defaults(), nanos::get);

    @TempDir
    Path folder;

    @Test
    void batchOfSearchesIsChargedForEachSearch() {
        RpcConfig config = RpcConfig.defaults().withLimits(RateLimits.defaults().with(RateClass.SEARCH, 60));
        try (RpcFixture fixture = new RpcFixtureSeeds(folder).open(config)) {
            assertEquals(50, results(batch(fixture, 50)));
            JsonNode second = batch(fixture, 50);
            assertEquals(10, results(second));
            assertEquals("-32005 rate_limited", RpcFixture.error(second.get(49)));
            fixture.result("bob", "user.me", "{}");
            assertEquals("-32005 rate_limited", fixture.error("bob", "message.search", SEARCH));
            assertTrue(fixture.metrics.page().contains("collab_rpc_rate_limited_total{class=\"search\"} 41\n"));
        }
    }

    private static JsonNode batch(RpcFixture fixture, int searches) {
        String body = IntStream.range(0, searches)
                .mapToObj(_ -> RpcFixture.body("message.search", SEARCH))
                .collect(Collectors.joining(",", "[", "]"));
        return Json.parse(fixture.post(body, "Authorization", "Bearer " + fixture.token("bob"))
                .body());
    }

    private static long results(JsonNode responses) {
        return responses
                .valueStream()
                .filter(response -> response.has("result"))
                .count();
    }

    @Test
    void searchesOfOneUserHoldAtMostTheConfiguredNumberOfReaders() throws InterruptedException {
        BlockedSnapshots snapshots = new BlockedSnapshots();
        QueryExecutor queries = new QueryExecutor(snapshots, new ScanLimits(limiter, 2));
        List<Thread> searches = IntStream.range(0, 2)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> queries.scan(call(1), _ -> "unused")))
                .toList();
        snapshots.begun.acquire(2);
        RpcFailure third = assertThrows(RpcFailure.class, () -> queries.scan(call(1), _ -> "unused"));
        assertEquals("rate_limited", third.error().data().path("code").asText());
        assertEquals(1_000, third.error().data().path("retry_after_ms").asInt());
        Thread other = Thread.ofVirtual().start(() -> queries.scan(call(2), _ -> "unused"));
        snapshots.begun.acquire();
        snapshots.end.countDown();
        for (Thread search : searches) search.join();
        other.join();
        queries.scan(call(1), _ -> "unused");
    }

    @Test
    void searchIsChargedForTheTimeItRuns() {
        ScanLimits scans = new ScanLimits(limiter, 2);
        UserId user = new UserId(1);
        scans.begin(user);
        scans.end(user, Duration.ofMillis(99));
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), scans.begin(user));
            scans.end(user, Duration.ofMillis(2_050));
        }
        assertEquals(Optional.empty(), scans.begin(user), "60 searches paid for 6 s");
        scans.end(user, Duration.ofMillis(500));
        assertEquals(Optional.of(Duration.ofSeconds(5)), scans.begin(user));
        assertTrue(limiter.spend(RateClass.SEARCH, RateLimiter.callerKey(user)).isPresent());
        assertEquals(Optional.empty(), scans.begin(new UserId(2)));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertEquals(Optional.empty(), scans.begin(user));
    }

    @Test
    void debtOfOneUserIsAtMostAMinute() {
        ScanLimits scans = new ScanLimits(limiter, 2);
        UserId user = new UserId(1);
        scans.begin(user);
        scans.end(user, Duration.ofHours(1));
        scans.begin(user);
        scans.end(user, Duration.ofHours(1));
        assertEquals(Optional.of(Duration.ofMinutes(1)), scans.begin(user));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        for (int i = 0; i < 60; i++) assertEquals(Optional.empty(), limiter.spend(RateClass.SEARCH, "user 1"));
        assertTrue(limiter.spend(RateClass.SEARCH, "user 1").isPresent());
    }

    private static CallContext call(long user) {
        Session session = Session.login(new SessionId(user), new UserId(user), Instant.EPOCH, Instant.MAX);
        return new CallContext(
                Optional.of(session), new RpcExchange.Peer("192.0.2.1", false, "example.org"), Optional.empty());
    }

    /** Its scans last until the test ends them. */
    private static final class BlockedSnapshots implements Snapshots {
        final Semaphore begun = new Semaphore(0);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public <T> T read(Function<Snapshot, T> query) {
            throw new AssertionError("a search must not run as an ordinary query");
        }

        @Override
        @SuppressWarnings("NullAway") // the result is not used
        public <T> T scan(Function<Snapshot, T> query) {
            begun.release();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return null;
        }
    }

    @Test
    void queryPastItsDeadlineIsUnavailableWithAdvice() {
        JsonNode error = RpcError.of(new QueryTimeout(Duration.ofSeconds(2))).toJson();
        assertEquals(-32007, error.path("code").asInt());
        assertEquals("unavailable", error.at("/data/code").asText());
        assertEquals("not_executed", error.at("/data/outcome").asText());
        assertEquals(5_000, error.at("/data/retry_after_ms").asInt());
        assertEquals(
                "the query took longer than 2000 ms: ask for less, for example with more words or a filter",
                error.at("/data/detail").asText());
    }
}
