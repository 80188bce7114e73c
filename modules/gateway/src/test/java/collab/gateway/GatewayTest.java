package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.ops.Metrics;
import collab.ops.Readiness;
import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole gateway between real sockets and a real link. */
@Timeout(60)
final class GatewayTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private FakeServer server;
    private Gateway gateway;
    private final Readiness readiness = new Readiness();
    private final BlockingQueue<RpcRelay.Call> calls = new LinkedBlockingQueue<>();
    private RpcRelay relay = call -> {
        calls.add(call);
        return new RpcRelay.Answer(
                200,
                Map.of("content-type", List.of("application/json"), "set-cookie", List.of("a=1; Path=/", "b=2; Path=/")),
                "{\"ok\":true}".getBytes());
    };

    @BeforeEach
    void start() throws Exception {
        server = FakeServer.start();
        server.login("alice-token", 1);
        server.login("bob-token", 2);
        gateway = Gateway.start(config("127.0.0.1", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), readiness);
        server.await("hello", request -> request.hasHello());
        awaitReady();
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.close();
    }

    private GatewayConfig config(String host, Duration lease) {
        LinkConfig link = new LinkConfig(
                server.target(),
                FakeServer.SECRET,
                "gateway-1",
                Duration.ofSeconds(5),
                lease.compareTo(Duration.ofSeconds(15)) < 0 ? lease : Duration.ofSeconds(15),
                lease,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
        SessionConfig usual = SessionConfig.DEFAULT;
        SessionConfig session = new SessionConfig(
                50,
                usual.kept(),
                3,
                200,
                4,
                usual.roomTimeout(),
                usual.pingInterval(),
                usual.pongDeadline(),
                Duration.ofMillis(300));
        return new GatewayConfig(
                host, 0, Set.of("https://chat.example.org"), Set.of(), 1000, 100, Duration.ofSeconds(5), Duration.ofSeconds(5), link, session,
                SocketConfig.DEFAULT);
    }

    private void awaitReady() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!readiness.problems().isEmpty()) {
            if (System.nanoTime() > end) throw new AssertionError(readiness.problems().toString());
            Thread.onSpinWait();
        }
    }

    private Browser alice(String query) {
        return Browser.open(gateway, 1, "alice-token", query);
    }

    @Test
    void tellsLiveEventsInOrderEachNamingTheOneBefore() throws Exception {
        Browser alice = alice("");
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
        assertEquals(List.of(1000L, first), List.of(one.get("prev").asLong(), one.get("seq").asLong()));
        assertEquals(List.of(first, second), List.of(two.get("prev").asLong(), two.get("seq").asLong()));
        assertEquals(7, one.get("event").get("message_id").asLong());
    }

    @Test
    void resumesFromItsMemoryAndBeyondItFromTheLog() throws Exception {
        Browser first = alice("");
        first.next("hello");
        for (int i = 1; i <= 120; i++) server.publish(Events.deleted(i), 1);
        for (int i = 1; i <= 120; i++) first.next("message.deleted");

        Browser near = alice("?resume_from=1100&epoch=e1");
        near.next("hello");
        for (long seq = 1101; seq <= 1120; seq++) assertEvent(near.next("message.deleted"), seq - 1, seq);
        assertEquals("{\"type\":\"resumed\",\"from\":1100,\"to\":1120,\"count\":20}", near.next("resumed").toString());
        assertEquals(0, server.replays);

        Browser far = alice("?resume_from=1003&epoch=e1");
        far.next("hello");
        for (long seq = 1004; seq <= 1120; seq++) assertEvent(far.next("message.deleted"), seq - 1, seq);
        assertEquals("{\"type\":\"resumed\",\"from\":1003,\"to\":1120,\"count\":117}", far.next("resumed").toString());
        assertEquals(1, server.replays);

        server.publish(Events.deleted(500), 1);
        assertEvent(near.next("message.deleted"), 1120, 1121);
        assertEvent(far.next("message.deleted"), 1120, 1121);
    }

    private static void assertEvent(JsonNode frame, long prev, long seq) {
        assertEquals(List.of(prev, seq), List.of(frame.get("prev").asLong(), frame.get("seq").asLong()), frame.toString());
    }

    @Test
    void handsCallsOnWithoutWhatClientsMayNotSay() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .header("Content-Type", "application/json")
                .header("X-Hero-User", "root")
                .header("x-hero-peer-address", "1.2.3.4")
                .header("X-Forwarded-For", "1.2.3.4")
                .header("Forwarded", "for=1.2.3.4")
                .header("X-Real-IP", "1.2.3.4")
                .header("Cookie", "collab_session=s")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\"}"))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        RpcRelay.Call call = calls.take();

        assertEquals(200, response.statusCode());
        assertEquals("{\"ok\":true}", response.body());
        assertEquals(List.of("a=1; Path=/", "b=2; Path=/"), response.headers().allValues("set-cookie"));
        assertEquals("nosniff", response.headers().firstValue("x-content-type-options").orElseThrow());
        assertEquals("{\"jsonrpc\":\"2.0\"}", new String(call.body()));
        assertEquals("collab_session=s", call.headers().get("cookie"));
        assertEquals("127.0.0.1", call.client().address());
        assertEquals("127.0.0.1:" + gateway.port(), call.client().host());
        assertTrue(call.headers().keySet().stream().noneMatch(name -> name.startsWith("x-") || name.equals("forwarded")),
                call.headers().toString());
    }

    @Test
    void goesOnWhereItWasWhenTheServerComesBack() throws Exception {
        Browser alice = alice("");
        alice.next("hello");
        server.publish(Events.deleted(1), 1);
        assertEvent(alice.next("message.deleted"), 1000, 1001);

        server.stop();
        server.publish(Events.deleted(2), 1);
        server.forgetHeard();
        server.restart();

        assertEvent(alice.next("message.deleted"), 1001, 1002);
        var hello = server.await("hello", request -> request.hasHello()).getHello();
        assertEquals(1001, hello.getPosition());
        assertEquals("e1", hello.getEpoch());
        assertEquals(List.of(1L), hello.getWantedUsersList());
        assertEquals(List.of(1L), hello.getOnlineUsersList());
    }
}
