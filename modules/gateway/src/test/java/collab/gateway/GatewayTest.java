package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.session.Events;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.testkit.RawClient;
import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events, the link and draining of a complete gateway. */
@Timeout(60)
final class GatewayTest extends GatewayTestBase {

    @Test
    void liveEventsArriveInOrderWithThePreviousPosition() throws Exception {
        BrowserClient alice = alice("");
        JsonNode hello = alice.next("hello");
        long first = server.publish(Events.deleted(7), 1);
        server.publish(Events.deleted(8), 2);
        long second = server.publish(Events.deleted(9), 1, 2);

        JsonNode one = alice.next("message.deleted");
        JsonNode two = alice.next("message.deleted");

        assertEquals(2, hello.get("v").asInt());
        assertEquals("e1", hello.get("epoch").asText());
        assertEquals(1000, hello.get("head").asLong());
        assertEquals("100", hello.get("session").asText());
        assertEquals(
                List.of(1000L, first),
                List.of(one.get("prev").asLong(), one.get("seq").asLong()));
        assertEquals(
                List.of(first, second),
                List.of(two.get("prev").asLong(), two.get("seq").asLong()));
        assertEquals(7, one.get("event").get("message_id").asLong());
    }

    @Test
    void resumeIsServedFromTheRingAndBelowItFromTheLog() throws Exception {
        BrowserClient first = alice("");
        first.next("hello");
        for (int i = 1; i <= 120; i++) server.publish(Events.deleted(i), 1);
        for (int i = 1; i <= 120; i++) first.next("message.deleted");

        BrowserClient near = alice("?resume_from=1100&epoch=e1");
        near.next("hello");
        for (long seq = 1101; seq <= 1120; seq++) assertEvent(near.next("message.deleted"), seq - 1, seq);
        assertEquals(
                "{\"type\":\"resumed\",\"from\":1100,\"to\":1120,\"count\":20}",
                near.next("resumed").toString());
        assertEquals(0, server.replays);

        BrowserClient far = alice("?resume_from=1003&epoch=e1");
        far.next("hello");
        for (long seq = 1004; seq <= 1120; seq++) assertEvent(far.next("message.deleted"), seq - 1, seq);
        assertEquals(
                "{\"type\":\"resumed\",\"from\":1003,\"to\":1120,\"count\":117}",
                far.next("resumed").toString());
        assertEquals(1, server.replays);

        server.publish(Events.deleted(500), 1);
        assertEvent(near.next("message.deleted"), 1120, 1121);
        assertEvent(far.next("message.deleted"), 1120, 1121);
    }

    @Test
    void firstConnectionOfUserResumesFromTheLog() throws Exception {
        for (int i = 1; i <= 5; i++) server.publish(Events.deleted(i), 1);
        BrowserClient alice = alice("?resume_from=1002&epoch=e1");
        alice.next("hello");

        for (long seq = 1003; seq <= 1005; seq++) assertEvent(alice.next("message.deleted"), seq - 1, seq);
        assertEquals(
                "{\"type\":\"resumed\",\"from\":1002,\"to\":1005,\"count\":3}",
                alice.next("resumed").toString());
    }

    @Test
    void failedResumeContainsReason() throws Exception {
        for (int i = 1; i <= 300; i++) server.publish(Events.deleted(i), 1);
        server.pruneBelow(1050);

        assertEquals("epoch", failure("?resume_from=1002&epoch=e0"));
        assertEquals("too_old", failure("?resume_from=1049&epoch=e1"));
        assertEquals("too_far", failure("?resume_from=1051&epoch=e1"));
        alice("").close();
    }

    @Test
    void invalidResumePositionFailsAsFutureOrMalformed() throws Exception {
        assertEquals("future", failure("?resume_from=9999&epoch=e1"));
        assertEquals("malformed", failure("?resume_from=abc&epoch=e1"));
        assertEquals("malformed", failure("?resume_from=-1&epoch=e1"));
    }

    private String failure(String query) throws Exception {
        try (BrowserClient alice = alice(query)) {
            alice.next("hello");
            return alice.next("resume.failed").get("reason").asText();
        }
    }

    @Test
    void gatewayContinuesAtItsPositionAfterServerRestart() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.publish(Events.deleted(1), 1);
        assertEvent(alice.next("message.deleted"), 1000, 1001);

        server.stop();
        server.publish(Events.deleted(2), 1);
        server.clearRequests();
        server.restart();

        assertEvent(alice.next("message.deleted"), 1001, 1002);
        var hello = server.await("hello", request -> request.hasHello()).getHello();
        assertEquals(1001, hello.getPosition());
        assertEquals("e1", hello.getEpoch());
        assertEquals(List.of(1L), hello.getWantedUsersList());
        assertEquals(List.of(1L), hello.getOnlineUsersList());
    }

    // ---- The link ----

    @Test
    void newEventLogClosesAllSocketsWith4210AndStartsAtItsHead() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.recreateLog("e2");
        server.endStream(Status.UNAVAILABLE);

        assertEquals(4210, alice.closeCode());
        awaitReady();
        BrowserClient back = alice("?resume_from=1000&epoch=e1");
        assertEquals("e2", back.next("hello").get("epoch").asText());
        assertEquals("epoch", back.next("resume.failed").get("reason").asText());
        server.publish(Events.deleted(1), 1);
        assertEvent(back.next("message.deleted"), 10, 11);
    }

    @Test
    void heartbeatOfNewEventLogClosesAllSockets() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.recreateLog("e2");
        server.heartbeat();

        assertEquals(4210, alice.closeCode());
    }

    @Test
    void heartbeatAdvancesHeadOfQuietUser() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.publish(Events.deleted(1), 2);
        server.heartbeat();
        server.awaitAcknowledged(1001);

        assertEquals(1001, alice("").next("hello").get("head").asLong());
    }

    @Test
    void upgradesAreRejectedWithoutLinkAndSocketsCloseAfterLease() throws Exception {
        gateway.close();
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(2)), call -> relay.relay(call), new Metrics(), readiness);
        BrowserClient alice = aliceWhenServing();
        alice.next("hello");
        server.stop();

        assertEquals(4100, alice.closeCode());
        assertEquals(503, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        server.restart();
        aliceWhenServing().next("hello");
    }

    @Test
    void silentServerIsDisconnectedAndReattached() throws Exception {
        gateway.close();
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(1)), call -> relay.relay(call), new Metrics(), readiness);
        BrowserClient alice = aliceWhenServing();
        alice.next("hello");
        server.setSilent(true);

        assertEquals(4100, alice.closeCode());
        server.setSilent(false);
        aliceWhenServing().next("hello");
    }

    @Test
    void gatewayOnPublicAddressDoesNotServeDevServer() throws Exception {
        server.loopbackOnly = true;
        try (Gateway open = Gateway.start(
                config("0.0.0.0", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), new Readiness())) {
            String reason = open.ended().get().orElseThrow();

            assertTrue(reason.contains("dev mode") && reason.contains("0.0.0.0"), reason);
            assertEquals(503, get(open, "/rpc").statusCode());
            assertEquals(503, get(open, "/readyz").statusCode());
            assertEquals(503, BrowserClient.rejectionStatus(open, "/ws/user/1", "Authorization", "Bearer alice-token"));
        }
        assertTrue(
                gateway.ended().getNow(java.util.Optional.of("still running")).isPresent());
    }

    /** In dev mode only {@code /rpc} checked the host: a page of a foreign name that points to this machine read the metrics. */
    @Test
    void devModeServesLoopbackNamesOnly() throws Exception {
        server.loopbackOnly = true;
        Readiness ready = new Readiness();
        try (Gateway dev = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), ready)) {
            dev.awaitServing(Duration.ofSeconds(20));
            for (String path : List.of("/", "/metrics", "/readyz", "/livez", "/docs/", "/nothing", "/ws/user/1")) {
                assertEquals(403, statusWithHost(dev, path, "evil.example"), path);
                assertEquals(403, statusWithHost(dev, path, "127.0.0.1.evil.example"), path);
                assertNotEquals(403, statusWithHost(dev, path, "localhost:" + dev.port()), path);
                assertNotEquals(403, statusWithHost(dev, path, "[::1]"), path);
            }
        }
        assertEquals(200, statusWithHost(gateway, "/livez", "evil.example"), "another auth mode");
    }

    private static int statusWithHost(Gateway dev, String path, String host) throws Exception {
        String upgrade = path.startsWith("/ws/")
                ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                : "";
        try (RawClient client = RawClient.connect(dev.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + upgrade + "\r\n");
            return Integer.parseInt(client.readHead().split(" ", 3)[1]);
        }
    }

    // ---- Draining ----

    @Test
    void drainSendsRetryTimeAndClosesWith4201() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        gateway.drain();

        JsonNode draining = alice.next("draining");
        assertTrue(draining.get("retry_after_ms").asLong() < 300, draining.toString());
        assertEquals(4201, alice.closeCode());
        assertEquals(
                300 + 15_000,
                server.await("draining", request -> request.hasDraining())
                        .getDraining()
                        .getHoldMs());
        assertEquals(503, get(gateway, "/readyz").statusCode());
        assertEquals(503, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        gateway.close();
        gateway.close();
        assertTrue(gateway.ended().get().isEmpty());
    }
}
