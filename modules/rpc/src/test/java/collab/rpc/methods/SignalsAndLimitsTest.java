package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RateClass;
import collab.domain.id.UserId;
import collab.rpc.config.RpcConfig;
import collab.rpc.limit.RateLimits;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presence, typing and rate limits. */
@Tag("security")
class SignalsAndLimitsTest {
    private static final String SEND = "{'channel_id': 1, 'text': 'x'}";

    @TempDir
    Path folder;

    private RpcFixtureSeeds seeds;

    @BeforeEach
    void found() {
        seeds = new RpcFixtureSeeds(folder);
    }

    @Test
    void typingRequiresMembershipAndNamesCaller() {
        try (RpcFixture fixture = seeds.open()) {
            fixture.result("bob", "typing.relay", "{'channel_id': 1}");
            assertEquals(List.of("2 in 1"), fixture.typingSignals);
            assertEquals("-32003 channel_not_found", fixture.error("bob", "typing.relay", "{'channel_id': 2}"));
            fixture.result("alice", "channel.archive", "{'channel_id': 2}");
            assertEquals("-32004 channel_archived", fixture.error("alice", "typing.relay", "{'channel_id': 2}"));
            assertEquals(1, fixture.typingSignals.size());
        }
    }

    @Test
    void presenceListsOnlineUsersAndStatusTexts() {
        try (RpcFixture fixture = seeds.open()) {
            fixture.online.add(new UserId(3));
            fixture.result("bob", "presence.set_status_text", "{'text': 'Back at two'}");
            JsonNode presence = fixture.result("alice", "presence.list", "{'workspace_id': 1}")
                    .path("presence");
            assertEquals(
                    "[{\"user_id\":2,\"online\":false,\"status_text\":\"Back at two\"},"
                            + "{\"user_id\":3,\"online\":true,\"status_text\":\"\"}]",
                    presence.toString());
            assertEquals(
                    presence, fixture.result("alice", "session.bootstrap", "{}").path("presence"));
        }
    }

    @Test
    void presenceUpdateCannotChangeOnlineState() {
        try (RpcFixture fixture = seeds.open()) {
            long head = fixture.persistence.log().head().value();
            JsonNode nothing = fixture.result("bob", "presence.update", "{'status': 'away'}");
            assertEquals(head, fixture.persistence.log().head().value());
            assertEquals("false", nothing.path("await").asText());
            fixture.result("bob", "presence.update", "{'status': 'online', 'text': 'Lunch'}");
            assertTrue(fixture.online.isEmpty());
            assertEquals(
                    "Lunch",
                    fixture.result("bob", "user.me", "{}")
                            .path("user")
                            .path("status_text")
                            .asText());
        }
    }

    @Test
    void sendUsesOnlySendBucket() {
        try (RpcFixture fixture = seeds.open(limited(5, 2))) {
            for (int i = 0; i < 2; i++) fixture.result("bob", "message.send", SEND);
            JsonNode rejected = fixture.call("bob", "message.send", SEND);
            assertEquals("-32005 rate_limited", RpcFixture.error(rejected));
            assertEquals(
                    30_000,
                    rejected.path("error").path("data").path("retry_after_ms").asInt());
            fixture.result("bob", "presence.set_status_text", "{'text': 'x'}");
            fixture.result("carol", "message.send", SEND);
            fixture.advanceClock(Duration.ofSeconds(30));
            fixture.result("bob", "message.send", SEND);
            assertTrue(fixture.metrics.page().contains("collab_rpc_rate_limited_total{class=\"send\"} 1\n"));
            assertTrue(fixture.metrics.page().contains("collab_sends_total 4\n"));
        }
    }

    @Test
    void rejectedNotificationChangesNothing() {
        try (RpcFixture fixture = seeds.open(limited(5, 1))) {
            fixture.result("bob", "message.send", SEND);
            long head = fixture.persistence.log().head().value();
            String notification = RpcFixture.body("message.send", SEND).replace("\"id\":1,", "");
            assertEquals(
                    204,
                    fixture.post(notification, "Authorization", "Bearer " + fixture.token("bob"))
                            .statusCode());
            assertEquals(head, fixture.persistence.log().head().value());
        }
    }

    @Test
    void loginsAreLimitedPerAccountAndAddress() {
        try (RpcFixture fixture = seeds.open(limited(2, 60))) {
            for (int i = 0; i < 2; i++) fixture.login("bob");
            assertEquals(
                    "-32005 rate_limited", RpcFixture.error(fixture.anonymous("auth.login", "{'username': 'bob'}")));
            for (int i = 0; i < 17; i++) {
                String guess = "{'username': 'guess" + i + "'}";
                assertEquals("-32001 invalid_credentials", RpcFixture.error(fixture.anonymous("auth.login", guess)));
            }
            assertEquals(
                    "-32005 rate_limited", RpcFixture.error(fixture.anonymous("auth.login", "{'username': 'carol'}")));
        }
    }

    @Test
    void invalidTokensAreLimitedPerAddress() {
        try (RpcFixture fixture = seeds.open(limited(1, 60))) {
            String me = RpcFixture.body("user.me", "{}");
            String known = fixture.login("bob");
            fixture.callWith(known, "user.me", "{}");
            for (int i = 0; i < 9; i++)
                assertEquals(
                        401, fixture.post(me, "Authorization", invalidBearer(i)).statusCode());
            var rateLimited = fixture.post(me, "Authorization", invalidBearer(9));
            assertEquals(429, rateLimited.statusCode());
            assertEquals("6", rateLimited.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(
                    2,
                    fixture.callWith(known, "user.me", "{}")
                            .path("result")
                            .path("user")
                            .path("id")
                            .asInt());
        }
    }

    /** 100 invalid tokens a minute from one address rejected the valid tokens of all who share it, until they were in the cache. */
    @Test
    void validTokenIsAcceptedFromAnAddressThatSendsInvalidOnes() {
        try (RpcFixture fixture = seeds.open(limited(2, 60))) {
            String me = RpcFixture.body("user.me", "{}");
            String cold = fixture.login("bob");
            int status = 0;
            for (int i = 0; i < 25; i++) {
                status = fixture.post(me, "Authorization", invalidBearer(i)).statusCode();
            }
            assertEquals(429, status);
            assertEquals(
                    2,
                    fixture.callWith(cold, "user.me", "{}")
                            .at("/result/user/id")
                            .asInt());
            assertEquals(
                    429, fixture.post(me, "Authorization", invalidBearer(26)).statusCode());
        }
    }

    /** An upgrade with an invalid token cost nothing, a call with one did. */
    @Test
    void invalidTokensAtTheUpgradeCountLikeThoseOfCalls() {
        try (RpcFixture fixture = seeds.open(limited(1, 60))) {
            String valid = fixture.login("bob");
            for (int i = 0; i < 10; i++) {
                assertTrue(fixture.endpoint
                        .authentication()
                        .admitToken(invalidBearer(i).substring("Bearer ".length()), "192.0.2.1")
                        .isEmpty());
            }
            assertEquals(429, callFrom(fixture, "192.0.2.1").statusCode());
            assertEquals(401, callFrom(fixture, "192.0.2.2").statusCode(), "another address");
            assertTrue(fixture.endpoint
                    .authentication()
                    .admitToken(valid, "192.0.2.1")
                    .isPresent());
        }
    }

    private static HttpResponse<String> callFrom(RpcFixture fixture, String address) {
        return fixture.post(
                RpcFixture.body("user.me", "{}"),
                "Authorization",
                invalidBearer(99),
                "x-hero-link-secret",
                RpcFixture.SECRET,
                "x-hero-peer-address",
                address);
    }

    private static String invalidBearer(int number) {
        return "Bearer hct_" + "%043d".formatted(number);
    }

    private static RpcConfig limited(int auth, int send) {
        return RpcConfig.defaults()
                .withLimits(RateLimits.defaults()
                        .with(RateClass.SEND, send)
                        .with(RateClass.AUTH, auth)
                        .withCallersMax(1_000));
    }
}
