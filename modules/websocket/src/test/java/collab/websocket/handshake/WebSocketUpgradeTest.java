package collab.websocket.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import collab.testkit.ClientFrames;
import collab.testkit.RawClient;
import collab.websocket.CloseStatus;
import collab.websocket.RecordingHandler;
import collab.websocket.SocketConfig;
import collab.websocket.frame.EncodedFrame;
import io.helidon.http.HeaderNames;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid, unusual and invalid handshakes with a real server. */
@Timeout(60)
class WebSocketUpgradeTest {
    private final BlockingQueue<UpgradeRequest> requests = new LinkedBlockingQueue<>();
    private final RecordingHandler handler = new RecordingHandler();
    private final RunningListener listener = RunningListener.start(this::decide, SocketConfig.DEFAULT);

    /** Decides by the path of the request. */
    private UpgradeDecision decide(UpgradeRequest request) {
        requests.add(request);
        return switch (request.path()) {
            case "/ws/user/1" ->
                new UpgradeDecision.Accepted(request.protocols().stream().findFirst(), handler);
            case "/ws/user/made-up" -> new UpgradeDecision.Accepted(Optional.of("never.offered"), handler);
            case "/ws/user/2" -> new UpgradeDecision.Rejected(403, "forbidden user");
            case "/ws/user/3" -> new UpgradeDecision.Rejected(401, "not authenticated");
            case "/ws/user/4" -> new UpgradeDecision.Rejected(503, "unavailable");
            case "/ws/user/5" -> throw new IllegalStateException("error of the test");
            default -> new UpgradeDecision.Rejected(404, "no such path");
        };
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void handshakeResponseMatchesRfcExample() throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(RawClient.handshake("/ws/user/1", ""));
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), head);
            assertTrue(head.contains("\r\nUpgrade: websocket\r\n"), head);
            assertTrue(head.contains("\r\nConnection: Upgrade\r\n"), head);
            assertTrue(head.contains("\r\nSec-WebSocket-Accept: " + RawClient.ACCEPT + "\r\n"), head);
            assertFalse(head.contains("Sec-WebSocket-Protocol"), head);
            assertFalse(head.contains("Sec-WebSocket-Extensions"), head);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "WEBSOCKET", "wEbSoCkEt", "h2c, WebSocket", "foo/1, websocket"})
    void upgradeTokenIsFoundInAnyCaseAndInList(String upgrade) throws Exception {
        assertStatus(101, RawClient.handshake("/ws/user/1", "").replace("Upgrade: websocket", "Upgrade: " + upgrade));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade", "UPGRADE", "keep-alive, Upgrade", "keep-alive,upgrade ,foo"})
    void connectionTokenIsFoundInAnyCaseAndInList(String connection) throws Exception {
        assertStatus(
                101, RawClient.handshake("/ws/user/1", "").replace("Connection: Upgrade", "Connection: " + connection));
    }

    @Test
    void extensionsAreNotAccepted() throws Exception {
        String head = assertStatus(
                101, RawClient.handshake("/ws/user/1", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        assertFalse(head.contains("Extensions"), head);
    }

    @Test
    void policyReceivesPathQueryHeadersProtocolsAndPeer() throws Exception {
        assertStatus(101, RawClient.handshake("/ws/user/1?resume_from=7&epoch=k3", """
                        Origin: https://a.example\r
                        Sec-WebSocket-Protocol: collab.v2.json, collab.ticket.abc\r
                        Sec-WebSocket-Protocol: x\r
                        """));
        UpgradeRequest seen = requests.take();
        assertEquals("/ws/user/1", seen.path());
        assertEquals("7", seen.query().get("resume_from"));
        assertEquals("k3", seen.query().get("epoch"));
        assertEquals(List.of("collab.v2.json", "collab.ticket.abc", "x"), seen.protocols());
        assertEquals(List.of("https://a.example"), seen.headers().values(HeaderNames.ORIGIN));
        assertEquals("127.0.0.1", seen.peerAddress());
        assertFalse(seen.secure());
    }

    @Test
    void acceptedSubprotocolIsConfirmed() throws Exception {
        String head = assertStatus(
                101, RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: collab.v2.json, other\r\n"));
        assertTrue(head.contains("\r\nSec-WebSocket-Protocol: collab.v2.json\r\n"), head);
    }

    @Test
    void confirmingUnofferedSubprotocolAnswers500AndCallsOnEnd() throws Exception {
        assertStatus(500, RawClient.handshake("/ws/user/made-up", "Sec-WebSocket-Protocol: collab.v2.json\r\n"));
        assertEquals(CloseStatus.Cause.STOPPED, handler.awaitEnd().cause());
        assertFalse(handler.opened.isDone());
    }

    static Stream<Arguments> rejections() {
        String good = RawClient.handshake("/ws/user/1", "");
        return Stream.of(
                arguments("forbidden user", 403, RawClient.handshake("/ws/user/2", "")),
                arguments("not authenticated", 401, RawClient.handshake("/ws/user/3", "")),
                arguments("unavailable", 503, RawClient.handshake("/ws/user/4", "")),
                arguments("exception in the policy", 500, RawClient.handshake("/ws/user/5", "")),
                arguments("other path", 404, RawClient.handshake("/elsewhere", "")),
                arguments("POST", 405, good.replace("GET ", "POST ")),
                arguments("no version", 426, good.replace("Sec-WebSocket-Version: 13\r\n", "")),
                arguments("version 8", 426, good.replace("Version: 13", "Version: 8")),
                arguments("two versions", 426, RawClient.handshake("/ws/user/1", "Sec-WebSocket-Version: 8\r\n")),
                arguments("no key", 400, good.replace("Sec-WebSocket-Key: " + RawClient.KEY + "\r\n", "")),
                arguments(
                        "two keys",
                        400,
                        RawClient.handshake("/ws/user/1", "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n")),
                arguments("short key", 400, good.replace(RawClient.KEY, "c2hvcnQ=")),
                arguments("key not base64", 400, good.replace(RawClient.KEY, "!".repeat(24))),
                arguments("no Connection", 400, good.replace("Connection: Upgrade\r\n", "")),
                arguments(
                        "Connection without Upgrade",
                        400,
                        good.replace("Connection: Upgrade", "Connection: keep-alive")),
                arguments("no Host", 400, good.replace("Host: localhost\r\n", "")),
                arguments("two Hosts", 400, RawClient.handshake("/ws/user/1", "Host: other\r\n")),
                arguments(
                        "space in the protocol",
                        400,
                        RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: a b\r\n")),
                arguments("empty protocol", 400, RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: a,,b\r\n")),
                arguments(
                        "protocol twice", 400, RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: a, a\r\n")));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("rejections")
    void rejectedHandshakeGetsResponseAndConnectionCloses(String what, int status, String request) throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(request);
            String answer = new String(client.readToEnd(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), () -> what + ": " + answer);
        }
        assertFalse(handler.opened.isDone());
    }

    @Test
    void rejectionContainsReasonAndNoStore() throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(RawClient.handshake("/ws/user/2", ""));
            String answer = new String(client.readToEnd(), StandardCharsets.UTF_8);
            assertTrue(answer.endsWith("\r\n\r\nforbidden user\n"), answer);
            assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
            assertTrue(answer.contains("\r\nCache-Control: no-store\r\n"), answer);
            assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), answer);
        }
    }

    @Test
    void unsupportedVersionGets426WithSupportedVersion() throws Exception {
        String head = assertStatus(426, RawClient.handshake("/ws/user/1", "").replace("Version: 13", "Version: 7"));
        assertTrue(head.contains("\r\nSec-WebSocket-Version: 13\r\n"), head);
        assertTrue(head.contains("\r\nUpgrade: websocket\r\n"), head);
    }

    @Test
    void requestAfterRejectedHandshakeIsNotAnswered() throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(RawClient.handshake("/ws/user/2", "") + "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String answer = readToEnd(client);
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertEquals(-1, answer.indexOf("HTTP/1.1 ", 5), answer);
        }
    }

    @Test
    void upgradeWithBodyIsRejected() throws Exception {
        for (String body : List.of("Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n")) {
            try (RawClient client = RawClient.connect(listener.port())) {
                client.send(RawClient.handshake("/ws/user/1", body) + "5\r\nhello\r\n0\r\n\r\n");
                String answer = client.readHead();
                assertFalse(answer.startsWith("HTTP/1.1 101 "), answer);
            }
        }
        assertFalse(handler.opened.isDone());
    }

    @Test
    void frameSentWithHandshakeIsDelivered() throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(ClientFrames.join(
                    RawClient.handshake("/ws/user/1", "").getBytes(StandardCharsets.ISO_8859_1),
                    ClientFrames.text("early")));
            assertEquals("text early", handler.awaitEvent());
        }
    }

    @Test
    void plainRequestIsServedAndMayPrecedeHandshake() throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(client.readHead().startsWith("HTTP/1.1 200 "));
            for (char expected : "plain".toCharArray())
                assertEquals(expected, client.socket.getInputStream().read());
            client.send(RawClient.handshake("/ws/user/1", ""));
            assertTrue(client.readHead().startsWith("HTTP/1.1 101 "));
        }
    }

    @Test
    void jdkClientOpensSendsAndCloses() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            WebSocket client = http.newWebSocketBuilder()
                    .subprotocols("collab.v2.json", "collab.ticket.abc")
                    .buildAsync(listener.uri("/ws/user/1"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket on, CharSequence data, boolean last) {
                            received.add(data.toString());
                            return WebSocket.Listener.super.onText(on, data, last);
                        }

                        @Override
                        public CompletionStage<?> onPong(WebSocket on, ByteBuffer message) {
                            received.add("pong of " + message.remaining());
                            return WebSocket.Listener.super.onPong(on, message);
                        }
                    })
                    .get(20, TimeUnit.SECONDS);
            assertEquals("collab.v2.json", client.getSubprotocol());
            String large = "\u00e4".repeat(100_000);
            handler.awaitOpen().offer(EncodedFrame.text(large));
            StringBuilder got = new StringBuilder();
            while (got.length() < large.length()) got.append(received.take());
            assertEquals(large, got.toString());
            client.sendPing(ByteBuffer.allocate(7)).get(20, TimeUnit.SECONDS);
            assertEquals("pong of 7", received.take());
            client.sendText("from the JDK", true).get(20, TimeUnit.SECONDS);
            assertEquals("text from the JDK", handler.awaitEvent());
            client.sendClose(1000, "bye").get(20, TimeUnit.SECONDS);
            assertEquals(new CloseStatus(1000, "bye", CloseStatus.Cause.CLOSED_BY_PEER, true), handler.awaitEnd());
        }
    }

    private String assertStatus(int status, String request) throws Exception {
        try (RawClient client = RawClient.connect(listener.port())) {
            client.send(request);
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            return head;
        }
    }

    /** Reads to the end of the stream; a reset counts as the end. */
    static String readToEnd(RawClient client) throws Exception {
        StringBuilder answer = new StringBuilder();
        try {
            for (int next = client.socket.getInputStream().read(); next >= 0; ) {
                answer.append((char) next);
                next = client.socket.getInputStream().read();
            }
        } catch (SocketException reset) {
            return answer.toString();
        }
        return answer.toString();
    }
}
