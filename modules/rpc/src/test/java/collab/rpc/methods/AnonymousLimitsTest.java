package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.api.RateClass;
import collab.rpc.config.RpcConfig;
import collab.rpc.limit.RateLimits;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests without an account cost nothing: four connections got 1.4 GB of contracts in 8 s for 3 kB each, and bodies of 1 MiB were
 * parsed before anything was counted.
 */
@Tag("security")
class AnonymousLimitsTest {
    private static final String HEALTH = RpcFixture.body("rpc.health", "{}");
    private static final String DISCOVER = RpcFixture.body("rpc.discover", "{}");

    @TempDir
    Path folder;

    @Test
    void requestsWithoutSessionAreCountedAlsoWhenTheyAreMalformed() {
        try (RpcFixture fixture = limited(3)) {
            for (int i = 0; i < 3; i++)
                assertEquals(200, fixture.post("no JSON").statusCode());
            HttpResponse<String> fourth = fixture.post("no JSON");
            assertEquals(429, fourth.statusCode());
            assertEquals("-32005 rate_limited", RpcFixture.error(Json.parse(fourth.body())));
            assertTrue(fourth.headers().firstValueAsLong("Retry-After").isPresent());
        }
    }

    @Test
    void eachKibibyteOfABodyCounts() {
        try (RpcFixture fixture = limited(12)) {
            assertEquals(200, fixture.post(HEALTH + " ".repeat(10 * 1024)).statusCode());
            assertEquals(200, fixture.post(HEALTH).statusCode());
            assertEquals(429, fixture.post(HEALTH).statusCode());
        }
    }

    @Test
    void requestsWithSessionDoNotCount() {
        try (RpcFixture fixture = limited(3)) {
            String bob = "Bearer " + fixture.token("bob");
            for (int i = 0; i < 10; i++) {
                assertEquals(200, fixture.post(HEALTH, "Authorization", bob).statusCode());
            }
        }
    }

    @Test
    void contractIsReturnedOnceInARequest() {
        try (RpcFixture fixture = limited(1_000)) {
            JsonNode answers = Json.parse(fixture.post("[" + DISCOVER + "," + DISCOVER + "," + HEALTH + "]")
                    .body());
            assertTrue(answers.get(0).has("result"));
            assertEquals("-32006 too_large", RpcFixture.error(answers.get(1)));
            assertTrue(answers.get(2).has("result"));
        }
    }

    @Test
    void contractCountsAsTwentyQueries() {
        try (RpcFixture fixture = limited(45)) {
            String bob = "Bearer " + fixture.token("bob");
            assertTrue(Json.parse(fixture.post(DISCOVER, "Authorization", bob).body())
                    .has("result"));
            assertTrue(Json.parse(fixture.post(DISCOVER, "Authorization", bob).body())
                    .has("result"));
            assertEquals(
                    "-32005 rate_limited",
                    RpcFixture.error(Json.parse(
                            fixture.post(DISCOVER, "Authorization", bob).body())));
        }
    }

    private RpcFixture limited(int readPerMinute) {
        RpcConfig config = RpcConfig.defaults().withLimits(RateLimits.defaults().with(RateClass.READ, readPerMinute));
        return new RpcFixtureSeeds(folder).open(config);
    }
}
