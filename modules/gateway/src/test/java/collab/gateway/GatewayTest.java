package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.LinkConfig;
import collab.gateway.config.SessionConfig;
import collab.gateway.http.RelayFailure;
import collab.gateway.http.RpcRelay;
import collab.gateway.session.Events;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.testkit.RawClient;
import collab.websocket.SocketConfig;
import collab.wire.EventShapes;
import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                Map.of(
                        "content-type",
                        List.of("application/json"),
                        "set-cookie",
                        List.of("a=1; Path=/", "b=2; Path=/")),
                "{\"ok\":true}".getBytes());
    };

    @BeforeEach
    void start() throws Exception {
        server = FakeServer.start();
        server.login("alice-token", 1);
        server.login("bob-token", 2);
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), readiness);
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
                lease.dividedBy(6),
                lease.dividedBy(2),
                lease,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Optional.empty(),
                Optional.empty(),
                EventShapes.NATIVE_VERSION);
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
                host,
                0,
                Set.of("https://chat.example.org"),
                Set.of(),
                1000,
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                link,
                session,
                SocketConfig.DEFAULT);
    }

    private void awaitReady() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!readiness.problems().isEmpty()) {
            if (System.nanoTime() > end)
                throw new AssertionError(readiness.problems().toString());
            Thread.onSpinWait();
        }
    }

    private BrowserClient alice(String query) {
        return BrowserClient.open(gateway, 1, "alice-token", query);
    }

    /** Where the times of the link are short, a stall of the machine breaks it between being ready and being asked. */
    private BrowserClient aliceWhenServed() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            awaitReady();
            try {
                return alice("");
            } catch (CompletionException e) {
                if (System.nanoTime() > end || !BrowserClient.refused(e).equals(OptionalInt.of(503))) throw e;
            }
        }
    }

    @Test
    void tellsLiveEventsInOrderEachNamingTheOneBefore() throws Exception {
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
    void resumesFromItsMemoryAndBeyondItFromTheLog() throws Exception {
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
    void resumesBeforeAnythingElseWasHeardOfTheUser() throws Exception {
        for (int i = 1; i <= 5; i++) server.publish(Events.deleted(i), 1);
        BrowserClient alice = alice("?resume_from=1002&epoch=e1");
        alice.next("hello");

        for (long seq = 1003; seq <= 1005; seq++) assertEvent(alice.next("message.deleted"), seq - 1, seq);
        assertEquals(
                "{\"type\":\"resumed\",\"from\":1002,\"to\":1005,\"count\":3}",
                alice.next("resumed").toString());
    }

    @Test
    void saysWhyAResumeFailed() throws Exception {
        for (int i = 1; i <= 300; i++) server.publish(Events.deleted(i), 1);
        server.forgetBelow(1050);

        assertEquals("epoch", failure("?resume_from=1002&epoch=e0"));
        assertEquals("too_old", failure("?resume_from=1049&epoch=e1"));
        assertEquals("too_far", failure("?resume_from=1051&epoch=e1"));
        alice("").close();
    }

    @Test
    void saysThatAPlaceIsNone() throws Exception {
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

    private static void assertEvent(JsonNode frame, long prev, long seq) {
        assertEquals(
                List.of(prev, seq),
                List.of(frame.get("prev").asLong(), frame.get("seq").asLong()),
                frame.toString());
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
        assertEquals(
                "nosniff",
                response.headers().firstValue("x-content-type-options").orElseThrow());
        assertEquals("{\"jsonrpc\":\"2.0\"}", new String(call.body()));
        assertEquals("collab_session=s", call.headers().get("cookie"));
        assertEquals("127.0.0.1", call.client().address());
        assertEquals("127.0.0.1:" + gateway.port(), call.client().host());
        assertTrue(
                call.headers().keySet().stream().noneMatch(name -> name.startsWith("x-") || name.equals("forwarded")),
                call.headers().toString());
    }

    @Test
    void goesOnWhereItWasWhenTheServerComesBack() throws Exception {
        BrowserClient alice = alice("");
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

    // -- who may come in
    // -------------------------------------------------------------------------------------------------

    @Test
    void refusesBeforeTheUpgrade() {
        String[] alice = {"Authorization", "Bearer alice-token"};
        assertEquals(404, BrowserClient.refusal(gateway, "/ws/user/abc", alice));
        assertEquals(404, BrowserClient.refusal(gateway, "/ws/user/1/more", alice));
        assertEquals(404, BrowserClient.refusal(gateway, "/elsewhere", alice));
        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1"));
        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer nonsense"));
        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Basic alice-token"));
        assertEquals(403, BrowserClient.refusal(gateway, "/ws/user/2", alice));
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1",
                "https://127.0.0.1:" + gateway.port(),
                "http://127.0.0.1:" + gateway.port() + ".evil.example",
                "https://chat.example.org.evil.example")) {
            assertEquals(
                    403, BrowserClient.refusal(gateway, "/ws/user/1", alice[0], alice[1], "Origin", origin), origin);
        }
        assertEquals(0, server.wants(), "a refused client causes no interest");
    }

    @Test
    void letsInByCookieAndFromAllowedOrigins() throws Exception {
        for (String origin : List.of("http://127.0.0.1:" + gateway.port(), "https://chat.example.org")) {
            BrowserClient alice = BrowserClient.openWith(
                    gateway, 1, "Origin", origin, "Cookie", "theme=dark; collab_session=alice-token; x=y");
            alice.next("hello");
            alice.close();
        }
        BrowserClient.openWith(gateway, 1, "Cookie", "__Host-collab_session=alice-token; collab_session=old")
                .next("hello");
    }

    @Test
    void aSpentCookieDoesNotHideAGoodToken() throws Exception {
        BrowserClient.openWith(gateway, 1, "Cookie", "collab_session=old", "Authorization", "bearer alice-token")
                .next("hello");
    }

    @Test
    void aTicketLetsInOnceAndIsNotConfirmed() throws Exception {
        server.ticket("once");
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake(
                    "/ws/user/1", "Sec-WebSocket-Protocol: collab.ticket.once, collab.v2.json\r\n"));
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 101 "), head);
            assertTrue(head.contains("Sec-WebSocket-Protocol: collab.v2.json\r\n"), head);
        }
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake(
                    "/ws/user/1", "Sec-WebSocket-Protocol: collab.ticket.once, collab.v2.json\r\n"));
            assertTrue(client.readHead().startsWith("HTTP/1.1 401 "));
        }
    }

    @Test
    void aVersionNobodySpeaksIsRefusedWithThoseThatAre() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: collab.v9.json\r\n"));

            assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void theFourthOfThreeSocketsIsAcceptedAndClosed() throws Exception {
        for (int i = 0; i < 3; i++) alice("").next("hello");

        assertEquals(4129, alice("").closeCode());
    }

    @Test
    void unexpectedMessagesAreClosed() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        alice.say("{\"type\":\"subscribe\"}");

        assertEquals(4002, alice.closeCode());
    }

    // -- revocation
    // ------------------------------------------------------------------------------------------------------

    @Test
    void aRevokedSessionIsClosedAndNotLetInAgain() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.revoke(1);

        assertEquals(4004, alice.closeCode());
        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
    }

    @Test
    void aRevocationThatOvertakesTheAdmissionIsSeen() throws Exception {
        alice("").next("hello"); // the user's events are coming
        boolean[] once = {true};
        server.beforeAdmitAnswer = () -> {
            if (!once[0]) return;
            once[0] = false;
            server.revoke(1);
            server.awaitAcknowledged(server.head());
        };

        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
    }

    @Test
    void aRevocationBeforeInterestBeganIsAskedFor() {
        boolean[] once = {true};
        server.beforeAdmitAnswer = () -> {
            if (!once[0]) return;
            once[0] = false;
            server.revoke(1); // nobody wants the user's events yet: the stream does not bring it
        };

        assertEquals(401, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        assertEquals(2, server.admissions);
    }

    // -- the link
    // --------------------------------------------------------------------------------------------------------

    @Test
    void anotherLogClosesEverybodyAndBeginsAtItsHead() throws Exception {
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
    void aHeartbeatOfAnotherLogIsNoticedToo() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.recreateLog("e2");
        server.heartbeat();

        assertEquals(4210, alice.closeCode());
    }

    @Test
    void aQuietUsersPlaceMovesWithTheHeartbeat() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.publish(Events.deleted(1), 2);
        server.heartbeat();
        server.awaitAcknowledged(1001);

        assertEquals(1001, alice("").next("hello").get("head").asLong());
    }

    @Test
    void withoutALinkNobodyIsLetInAndAfterTheLeaseNobodyStays() throws Exception {
        gateway.close();
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(2)), call -> relay.relay(call), new Metrics(), readiness);
        BrowserClient alice = aliceWhenServed();
        alice.next("hello");
        server.stop();

        assertEquals(4100, alice.closeCode());
        assertEquals(503, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        server.restart();
        aliceWhenServed().next("hello");
    }

    @Test
    void aServerThatFallsSilentIsLeftAndFoundAgain() throws Exception {
        gateway.close();
        gateway = Gateway.start(
                config("127.0.0.1", Duration.ofSeconds(1)), call -> relay.relay(call), new Metrics(), readiness);
        BrowserClient alice = aliceWhenServed();
        alice.next("hello");
        server.silent(true);

        assertEquals(4100, alice.closeCode());
        server.silent(false);
        aliceWhenServed().next("hello");
    }

    @Test
    void aGatewayThatOthersCanReachDoesNotServeADevServer() throws Exception {
        server.loopbackOnly = true;
        try (Gateway open = Gateway.start(
                config("0.0.0.0", Duration.ofSeconds(30)), call -> relay.relay(call), new Metrics(), new Readiness())) {
            String why = open.ended().get().orElseThrow();

            assertTrue(why.contains("dev mode") && why.contains("0.0.0.0"), why);
            assertEquals(503, get(open, "/rpc").statusCode());
            assertEquals(503, get(open, "/readyz").statusCode());
            assertEquals(503, BrowserClient.refusal(open, "/ws/user/1", "Authorization", "Bearer alice-token"));
        }
        assertTrue(
                gateway.ended().getNow(java.util.Optional.of("still running")).isPresent());
    }

    // -- leaving
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void drainsInGoodOrder() throws Exception {
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
        assertEquals(503, BrowserClient.refusal(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        gateway.close();
        gateway.close();
        assertTrue(gateway.ended().get().isEmpty());
    }

    // -- plain HTTP
    // ------------------------------------------------------------------------------------------------------

    private static HttpResponse<String> get(Gateway gateway, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (headers.length > 0) request.headers(headers);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void servesTheBrowserClientAndItsHealth() throws Exception {
        HttpResponse<String> page = get(gateway, "/");
        assertEquals(200, page.statusCode());
        assertTrue(page.headers()
                .firstValue("content-security-policy")
                .orElseThrow()
                .contains("require-trusted-types-for 'script'"));
        assertEquals("no-cache", page.headers().firstValue("cache-control").orElseThrow());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("content-type").orElseThrow());
        String etag = page.headers().firstValue("etag").orElseThrow();
        assertEquals(
                304,
                get(gateway, "/index.html", "If-None-Match", "\"x\", " + etag).statusCode());
        Matcher script = Pattern.compile("src=\"(assets/[^\"]+)\"").matcher(page.body());
        assertTrue(script.find(), page.body());
        HttpResponse<String> plain = get(gateway, "/" + script.group(1));
        assertEquals(200, plain.statusCode());
        assertTrue(plain.headers().firstValue("cache-control").orElseThrow().contains("immutable"));
        assertTrue(plain.headers().firstValue("content-encoding").isEmpty());
        HttpResponse<String> compressed = get(gateway, "/" + script.group(1), "Accept-Encoding", "br, gzip");
        assertEquals("gzip", compressed.headers().firstValue("content-encoding").orElseThrow());
        assertTrue(get(gateway, "/" + script.group(1), "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("content-encoding")
                .isEmpty());
        assertEquals(404, get(gateway, "/../pom.xml").statusCode());

        assertEquals(200, get(gateway, "/livez").statusCode());
        assertEquals(200, get(gateway, "/readyz").statusCode());
        assertTrue(get(gateway, "/metrics").body().contains("collab_gateway_link_attached 1"));
    }

    @Test
    void docsServeTheApiReference() throws Exception {
        HttpResponse<String> index = get(gateway, "/docs/");
        assertEquals(200, index.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                index.headers().firstValue("content-type").orElseThrow());
        assertTrue(
                index.body().contains("<a href=\"message.html#messagesend\"><code>message.send</code></a>"),
                index.body());
        for (String path : List.of("/docs/message.html", "/docs/style.css", "/docs/index.html")) {
            HttpResponse<String> file = get(gateway, path);
            assertEquals(200, file.statusCode(), path);
            String policy = file.headers().firstValue("content-security-policy").orElseThrow();
            assertTrue(policy.startsWith("default-src 'none'; style-src 'self';"), policy);
            assertFalse(policy.contains("script-src") || policy.contains("unsafe"), policy);
            assertEquals(
                    "nosniff",
                    file.headers().firstValue("x-content-type-options").orElseThrow(),
                    path);
            assertEquals("no-cache", file.headers().firstValue("cache-control").orElseThrow(), path);
            String etag = file.headers().firstValue("etag").orElseThrow();
            assertEquals(304, get(gateway, path, "If-None-Match", etag).statusCode(), path);
        }
    }

    @Test
    void docsWithoutSlashRedirectToTheFolder() throws Exception {
        HttpResponse<String> redirect = get(gateway, "/docs");
        assertEquals(301, redirect.statusCode());
        assertEquals("docs/", redirect.headers().firstValue("location").orElseThrow());
    }

    @Test
    void docsAnswerUnknownPagesAndOtherMethodsAsThePageDoes() throws Exception {
        assertEquals(
                get(gateway, "/unknown.html").statusCode(),
                get(gateway, "/docs/unknown.html").statusCode());
        assertEquals(404, get(gateway, "/docs/unknown.html").statusCode());
        for (String method : List.of("HEAD", "POST")) {
            assertEquals(status(method, "/index.html"), status(method, "/docs/message.html"), method);
        }
    }

    private int status(String method, String path) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + gateway.port() + path);
        HttpRequest request = HttpRequest.newBuilder(target)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aBodyBeyondTheBoundIsNotHandedOn() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1]))
                .build();

        assertEquals(
                413, HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertTrue(calls.isEmpty());
    }

    @Test
    void saysWhetherALostCallMayHaveBeenExecuted() throws Exception {
        relay = call -> {
            throw new RelayFailure("lost", true, new java.io.IOException());
        };
        HttpResponse<String> lost = get(gateway, "/rpc");

        assertEquals(503, lost.statusCode());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32007,\"message\":\"unavailable\","
                        + "\"data\":{\"retry_after_ms\":1000,\"outcome\":\"unknown\"}}}",
                lost.body());
    }

    @Test
    void aRequestWithTwoLengthsIsRefused() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    "POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

            assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
        }
        assertTrue(calls.isEmpty());
    }

    /** Whatever answers: a route, its absence, the web server below the routes, or the refusal of an upgrade. */
    @Test
    void everyAnswerKeepsABrowserOnTheSafeSide() throws Exception {
        String upgrade = RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: collab.v2.json\r\n");
        for (String request : List.of(
                "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                "NONSENSE\r\n\r\n",
                upgrade)) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send(request);
                String head = client.readHead().toLowerCase(Locale.ROOT);
                for (String header : List.of(
                        "content-security-policy: default-src '",
                        "frame-ancestors 'none'",
                        "x-content-type-options: nosniff",
                        "x-frame-options: deny",
                        "referrer-policy: no-referrer",
                        "cache-control: no-store")) {
                    assertTrue(head.contains(header), request.lines().findFirst() + " was answered " + head);
                }
            }
        }
    }

    @Test
    void aCompressedBodyIsHandedOnAsItIsForTheServerToRefuse() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("squeezed"))
                .build();

        assertEquals(
                200, HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        RpcRelay.Call call = calls.take();
        assertEquals("gzip", call.headers().get("content-encoding"));
        assertEquals("squeezed", new String(call.body()));
    }

    @Test
    void aPageOfAnotherSiteThatHidesItsOriginMayNotConnect() {
        String[] alice = {"Authorization", "Bearer alice-token"};
        assertEquals(
                403, BrowserClient.refusal(gateway, "/ws/user/1", alice[0], alice[1], "Sec-Fetch-Site", "cross-site"));
        BrowserClient.openWith(gateway, 1, alice[0], alice[1], "Sec-Fetch-Site", "same-origin")
                .close();
    }
}
