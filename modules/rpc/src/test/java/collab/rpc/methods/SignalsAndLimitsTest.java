package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.UserId;
import collab.rpc.config.RateLimiter;
import collab.rpc.config.RpcConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presence and typing as calls see them, and how often anybody may call. */
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
    void typingIsTheCallersAndGoesToAChannelOfTheirs() {
        try (RpcFixture town = seeds.open()) {
            town.result("bob", "typing.relay", "{'channel_id': 1}");
            assertEquals(List.of("2 in 1"), town.typed);
            assertEquals("-32003 channel_not_found", town.error("bob", "typing.relay", "{'channel_id': 2}"));
            town.result("alice", "channel.archive", "{'channel_id': 2}");
            assertEquals("-32004 channel_archived", town.error("alice", "typing.relay", "{'channel_id': 2}"));
            assertEquals(1, town.typed.size());
        }
    }

    @Test
    void presenceListsWhoIsThereOrSaysWhereTheyAre() {
        try (RpcFixture town = seeds.open()) {
            town.online.add(new UserId(3));
            town.result("bob", "presence.set_status_text", "{'text': 'Back at two'}");
            JsonNode presence =
                    town.result("alice", "presence.list", "{'workspace_id': 1}").path("presence");
            assertEquals(
                    "[{\"user_id\":2,\"online\":false,\"status_text\":\"Back at two\"},"
                            + "{\"user_id\":3,\"online\":true,\"status_text\":\"\"}]",
                    presence.toString());
            assertEquals(
                    presence, town.result("alice", "session.bootstrap", "{}").path("presence"));
        }
    }

    @Test
    void theOldWayToSetAStatusCanNotFlipTheBit() {
        try (RpcFixture town = seeds.open()) {
            long head = town.persistence.log().head().value();
            JsonNode nothing = town.result("bob", "presence.update", "{'status': 'away'}");
            assertEquals(head, town.persistence.log().head().value());
            assertEquals("false", nothing.path("await").asText());
            town.result("bob", "presence.update", "{'status': 'online', 'text': 'Lunch'}");
            assertTrue(town.online.isEmpty());
            assertEquals(
                    "Lunch",
                    town.result("bob", "user.me", "{}")
                            .path("user")
                            .path("status_text")
                            .asText());
        }
    }

    @Test
    void sendingSpendsTheSendBucketAlone() {
        try (RpcFixture town = seeds.open(limited(5, 2))) {
            for (int i = 0; i < 2; i++) town.result("bob", "message.send", SEND);
            JsonNode refused = town.call("bob", "message.send", SEND);
            assertEquals("-32005 rate_limited", RpcFixture.error(refused));
            assertEquals(
                    30_000,
                    refused.path("error").path("data").path("retry_after_ms").asInt());
            town.result("bob", "presence.set_status_text", "{'text': 'x'}");
            town.result("carol", "message.send", SEND);
            town.pass(Duration.ofSeconds(30));
            town.result("bob", "message.send", SEND);
            assertTrue(town.metrics.page().contains("collab_rpc_rate_limited_total{class=\"send\"} 1\n"));
            assertTrue(town.metrics.page().contains("collab_sends_total 4\n"));
        }
    }

    @Test
    void aRefusedNotificationAnnouncesNothing() {
        try (RpcFixture town = seeds.open(limited(5, 1))) {
            town.result("bob", "message.send", SEND);
            long head = town.persistence.log().head().value();
            String notification = RpcFixture.body("message.send", SEND).replace("\"id\":1,", "");
            assertEquals(
                    204,
                    town.post(notification, "Authorization", "Bearer " + town.token("bob"))
                            .statusCode());
            assertEquals(head, town.persistence.log().head().value());
        }
    }

    @Test
    void guessingNamesIsLimitedPerAccountAndPerAddress() {
        try (RpcFixture town = seeds.open(limited(2, 60))) {
            for (int i = 0; i < 2; i++) town.login("bob");
            assertEquals("-32005 rate_limited", RpcFixture.error(town.anonymous("auth.login", "{'username': 'bob'}")));
            for (int i = 0; i < 17; i++) {
                String guess = "{'username': 'guess" + i + "'}";
                assertEquals("-32001 invalid_credentials", RpcFixture.error(town.anonymous("auth.login", guess)));
            }
            assertEquals(
                    "-32005 rate_limited", RpcFixture.error(town.anonymous("auth.login", "{'username': 'carol'}")));
        }
    }

    @Test
    void worthlessTokensOfOneAddressAreRefusedBeforeTheDatabaseIsAsked() {
        try (RpcFixture town = seeds.open(limited(1, 60))) {
            String me = RpcFixture.body("user.me", "{}");
            String known = town.login("bob");
            town.callWith(known, "user.me", "{}");
            for (int i = 0; i < 9; i++)
                assertEquals(401, town.post(me, "Authorization", worthless(i)).statusCode());
            var throttled = town.post(me, "Authorization", worthless(9));
            assertEquals(429, throttled.statusCode());
            assertEquals("6", throttled.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(
                    2,
                    town.callWith(known, "user.me", "{}")
                            .path("result")
                            .path("user")
                            .path("id")
                            .asInt());
        }
    }

    private static String worthless(int number) {
        return "Bearer hct_" + "%043d".formatted(number);
    }

    private static RpcConfig limited(int auth, int send) {
        return RpcConfig.defaults().withLimits(new RateLimiter.Config(600, 60, send, 60, auth, 1_000));
    }
}
