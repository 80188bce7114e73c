package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each malformed or forbidden input gets its documented response, and the same processes go on serving the other users.
 */
@ParameterizedClass
@EnumSource
record BadInputIT(Deployment deployment) {
    private static final int SOCKETS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 4_096;
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int FRAMES_PER_MINUTE = 120;

    /** Much longer than the deadline for a silent connection. */
    private static final int SILENCE_MS = 25_000;

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static RunningSystem system;
    private static RpcCaller alice;
    private static RpcCaller bob;
    private static long general;

    /** A private channel of Alice and a message in it, which Bob may not see. */
    private static long hidden;

    private static long hiddenMessage;

    @BeforeParameterizedClassInvocation
    static void start(Deployment deployment) {
        system = deployment.start(PROGRAMS, PROGRAMS.folder(), Deployment.UNLIMITED);
        alice = system.signIn("alice");
        bob = system.signIn("bob");
        JsonNode bootstrap = alice.call("session.bootstrap");
        general = bootstrap.at("/channels/0/id").longValue();
        long workspace = bootstrap.at("/workspaces/0/id").longValue();
        hidden = alice.call("channel.create", "workspace_id", workspace, "kind", "private", "name", "hidden")
                .at("/channel/id")
                .longValue();
        hiddenMessage = alice.call("message.send", "channel_id", hidden, "text", "hush")
                .at("/message/id")
                .longValue();
    }

    /** After every test: a message is still delivered end to end. */
    @AfterEach
    void processStillDeliversAMessage() {
        assertEquals("ok", system.anonymous().call("rpc.health").get("status").textValue());
        try (WireClient socket =
                WireClient.open(bob, Optional.of(WireClient.Position.of(bob.call("session.bootstrap"))))) {
            socket.awaitType("resumed");
            socket.awaitSeq(alice.call("message.send", "channel_id", general, "text", "still here")
                    .get("seq")
                    .longValue());
            assertEquals(List.of(), socket.faults());
        }
    }

    // ---- /rpc: invalid requests ----

    /**
     * A call that must be rejected.
     *
     * @param pointer to the invalid parameter; empty when the error has no pointer
     */
    private record BadCall(String what, String body, int code, String errorCode, String pointer) {
        static BadCall request(String what, String body, int code, String errorCode) {
            return new BadCall(what, body, code, errorCode, "");
        }

        static BadCall params(String what, String method, String params, String pointer) {
            return new BadCall(what, call(method, params), -32602, "invalid_params", pointer);
        }

        static BadCall rejected(String what, String method, String params, int code, String errorCode) {
            return new BadCall(what, call(method, params), code, errorCode, "");
        }

        private static String call(String method, String params) {
            return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<BadCall> badCalls() {
        String text = "x".repeat(16_001);
        return Stream.of(
                BadCall.request("nothing", "", -32700, "parse_error"),
                BadCall.request("an incomplete object", "{\"jsonrpc\":\"2.0\",", -32700, "parse_error"),
                BadCall.request(
                        "text after the request",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"} {}",
                        -32700,
                        "parse_error"),
                BadCall.request(
                        "a duplicate member",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"rpc.health\"}",
                        -32700,
                        "parse_error"),
                BadCall.request("deep nesting", "[".repeat(5_000), -32700, "parse_error"),
                BadCall.request(
                        "a number of 5,000 digits",
                        "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(5_000) + "}",
                        -32700,
                        "parse_error"),
                BadCall.request("a number", "7", -32600, "invalid_request"),
                BadCall.request("an empty batch", "[]", -32600, "invalid_request"),
                BadCall.request(
                        "an older protocol",
                        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"rpc.health\"}",
                        -32600,
                        "invalid_request"),
                BadCall.request(
                        "a method that is a number",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
                        -32600,
                        "invalid_request"),
                BadCall.request(
                        "an id that is an object",
                        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"rpc.health\"}",
                        -32600,
                        "invalid_request"),
                BadCall.request(
                        "a batch of 51",
                        "["
                                + String.join(
                                        ",",
                                        IntStream.range(0, 51)
                                                .mapToObj(id -> "{\"jsonrpc\":\"2.0\",\"id\":" + id
                                                        + ",\"method\":\"rpc.health\"}")
                                                .toList())
                                + "]",
                        -32600,
                        "invalid_request"),
                BadCall.rejected("an unknown method", "message.shout", "{}", -32601, "method_not_found"),
                BadCall.params("parameters by position", "message.send", "[1,\"hello\"]", ""),
                BadCall.params("a missing parameter", "message.send", "{\"channel_id\":1}", "/text"),
                BadCall.params(
                        "an unknown parameter",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"a\",\"txet\":\"b\"}",
                        "/txet"),
                BadCall.params(
                        "an id that is a word",
                        "message.send",
                        "{\"channel_id\":\"one\",\"text\":\"a\"}",
                        "/channel_id"),
                BadCall.params(
                        "an id that is a string",
                        "message.send",
                        "{\"channel_id\":\"1\",\"text\":\"a\"}",
                        "/channel_id"),
                BadCall.params("an id of zero", "message.send", "{\"channel_id\":0,\"text\":\"a\"}", "/channel_id"),
                BadCall.params("a negative id", "message.send", "{\"channel_id\":-1,\"text\":\"a\"}", "/channel_id"),
                BadCall.params("a fractional id", "message.send", "{\"channel_id\":1.5,\"text\":\"a\"}", "/channel_id"),
                BadCall.params(
                        "an id of 54 bits",
                        "message.send",
                        "{\"channel_id\":9007199254740992,\"text\":\"a\"}",
                        "/channel_id"),
                BadCall.params(
                        "an id that is null", "message.send", "{\"channel_id\":null,\"text\":\"a\"}", "/channel_id"),
                BadCall.params("a text that is a number", "message.send", "{\"channel_id\":1,\"text\":5}", "/text"),
                BadCall.params("an empty text", "message.send", "{\"channel_id\":1,\"text\":\"\"}", "/text"),
                BadCall.params(
                        "half a surrogate pair", "message.send", "{\"channel_id\":1,\"text\":\"\\ud800\"}", "/text"),
                BadCall.params("a limit of 201", "message.list", "{\"channel_id\":1,\"limit\":201}", "/limit"),
                BadCall.params(
                        "an unknown kind",
                        "channel.create",
                        "{\"workspace_id\":1,\"kind\":\"secret\",\"name\":\"a\"}",
                        "/kind"),
                BadCall.params(
                        "a list that contains a word",
                        "channel.create",
                        "{\"workspace_id\":1,\"kind\":\"dm\",\"peer_ids\":[\"bob\"]}",
                        "/peer_ids/0"),
                BadCall.params(
                        "an op_id with a blank",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"a\",\"op_id\":\"a b\"}",
                        "/op_id"),
                BadCall.rejected(
                        "a text that is too long",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"" + text + "\"}",
                        -32006,
                        "text_too_long"),
                BadCall.rejected(
                        "an unknown channel",
                        "message.send",
                        "{\"channel_id\":900000,\"text\":\"a\"}",
                        -32003,
                        "channel_not_found"),
                BadCall.rejected(
                        "an unknown message", "message.get", "{\"message_id\":900000}", -32003, "message_not_found"),
                BadCall.rejected(
                        "an unknown workspace",
                        "channel.list",
                        "{\"workspace_id\":900000}",
                        -32003,
                        "workspace_not_found"),
                BadCall.rejected("an unknown user", "user.get", "{\"user_id\":900000}", -32003, "user_not_found"),
                BadCall.rejected(
                        "a method for gateways only",
                        "presence.mark_connection",
                        "{\"online\":true}",
                        -32002,
                        "permission_denied"),
                BadCall.rejected(
                        "a method for administrators only",
                        "user.create",
                        "{\"username\":\"eve\",\"display_name\":\"Eve\"}",
                        -32002,
                        "permission_denied"));
    }

    @ParameterizedTest
    @MethodSource("badCalls")
    void badCallIsRejectedWithItsErrorCode(BadCall bad) throws IOException {
        HttpResponse<String> response = bob.post(bad.body());
        assertEquals(200, response.statusCode(), response::body);
        JsonNode error = TestJson.parse(response.body()).path("error");
        assertEquals(bad.code(), error.path("code").intValue(), response::body);
        assertEquals(bad.errorCode(), error.at("/data/code").asText(), response::body);
        if (bad.code() == -32602)
            assertEquals(bad.pointer(), error.at("/data/pointer").asText(), response::body);
        assertFalse(response.body().contains("Exception"), response::body);
    }

    @Test
    void invalidUtf8IsAParseError() throws IOException {
        HttpResponse<String> response = RpcCaller.send(bob.request("/rpc")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'})));
        assertEquals(-32700, TestJson.parse(response.body()).at("/error/code").intValue());
    }

    @Test
    void batchReturnsTheResultOfEachCall() throws IOException {
        JsonNode answers = TestJson.parse(bob.post("""
                        [1, {"jsonrpc":"2.0","method":"rpc.health"}, {"jsonrpc":"2.0","id":"a","method":"rpc.health"},
                         {"jsonrpc":"2.0","id":2,"method":"nonsense"}, {"jsonrpc":"2.0","method":"message.send","params":{"channel_id":"x"}}]""").body());
        assertEquals(3, answers.size(), answers::toString);
        assertEquals(-32600, answers.at("/0/error/code").intValue());
        assertTrue(answers.at("/0/id").isNull());
        assertEquals("a", answers.at("/1/id").textValue());
        assertEquals("ok", answers.at("/1/result/status").textValue());
        assertEquals(-32601, answers.at("/2/error/code").intValue());
        HttpResponse<String> notifications = bob.post("[{\"jsonrpc\":\"2.0\",\"method\":\"rpc.health\"}]");
        assertEquals(204, notifications.statusCode());
        assertEquals("", notifications.body());
    }

    /** An entity that the caller may not see gets the same error as one that does not exist. */
    @Test
    void hiddenIdGetsTheSameErrorAsAnUnknownId() {
        assertSameError("message.send", "channel_id", hidden, "text", "let me in");
        assertSameError("message.list", "channel_id", hidden);
        assertSameError("channel.get", "channel_id", hidden);
        assertSameError("channel.join", "channel_id", hidden);
        assertSameError("channel.members.list", "channel_id", hidden);
        assertSameError("channel.members.add", "channel_id", hidden, "user_id", bob.userId());
        assertSameError("channel.update", "channel_id", hidden, "name", "mine");
        assertSameError("channel.archive", "channel_id", hidden);
        assertSameError("typing.relay", "channel_id", hidden);
        assertSameError("session.digest", "channel_id", hidden);
        assertSameError("read.mark", "channel_id", hidden, "message_id", hiddenMessage);
        assertSameError("message.get", "message_id", hiddenMessage);
        assertSameError("message.update", "message_id", hiddenMessage, "text", "mine");
        assertSameError("message.delete", "message_id", hiddenMessage);
        assertSameError("message.react", "message_id", hiddenMessage, "emoji", "👀");
        assertSameError("message.pin", "message_id", hiddenMessage);
        assertSameError("thread.reply", "parent_id", hiddenMessage, "text", "mine");
        assertEquals(
                1,
                alice.call("message.list", "channel_id", hidden).get("messages").size());
    }

    private static void assertSameError(String method, Object... params) {
        Object[] unknown = params.clone();
        unknown[1] = 900_000;
        RpcCallRejected foreign = bob.rejection(method, params);
        RpcCallRejected absent = bob.rejection(method, unknown);
        assertEquals(-32003, foreign.code(), foreign::getMessage);
        assertEquals(
                absent.data().toString().replace("900000", "N"),
                foreign.data().toString().replace(params[1].toString(), "N"),
                () -> method + ": the errors of a hidden and an unknown id differ");
    }

    // ---- /rpc: invalid HTTP ----

    @Test
    void tooLargeBodyIsRejectedWith413() throws IOException {
        String large =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\",\"params\":{}}" + " ".repeat(BODY_BYTES_MAX);
        assertEquals(413, bob.post(large).statusCode());
        HttpResponse<String> chunked = RpcCaller.send(bob.request("/rpc")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> stream(large))));
        assertEquals(413, chunked.statusCode());
    }

    private static InputStream stream(String text) {
        return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyPostedJsonIsAccepted() throws IOException {
        String health = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
        assertEquals(
                415,
                status(bob.request("/rpc").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(health))));
        assertEquals(415, status(bob.request("/rpc").POST(BodyPublishers.ofString(health))));
        assertEquals(
                415,
                status(bob.request("/rpc")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(health))));
        HttpResponse<String> got = bob.get("/rpc");
        assertEquals(405, got.statusCode());
        assertEquals("POST", got.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void otherOriginsAreRejectedWith403() throws IOException {
        String health = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
        assertEquals(
                403, status(json().header("Origin", "https://evil.example").POST(BodyPublishers.ofString(health))));
        assertEquals(403, status(json().header("Origin", "null").POST(BodyPublishers.ofString(health))));
        assertEquals(403, status(json().header("Sec-Fetch-Site", "cross-site").POST(BodyPublishers.ofString(health))));
        assertEquals(
                200, status(json().header("Origin", system.http().toString()).POST(BodyPublishers.ofString(health))));
    }

    private static java.net.http.HttpRequest.Builder json() {
        return bob.request("/rpc").header("Content-Type", "application/json");
    }

    private static int status(java.net.http.HttpRequest.Builder request) throws IOException {
        return RpcCaller.send(request).statusCode();
    }

    @Test
    void unauthenticatedCallsAreRejected() throws IOException {
        assertEquals("unauthenticated", system.anonymous().rejection("user.me").errorCode());
        HttpResponse<String> madeUp = RpcCaller.send(
                java.net.http.HttpRequest.newBuilder(system.http().resolve("/rpc"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer made-up")
                        .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}")));
        assertEquals(401, madeUp.statusCode());
        assertEquals(
                "invalid_credentials",
                system.anonymous().rejection("auth.login", "username", "nobody").errorCode());
    }

    @Test
    void headersOfGatewaysAreIgnoredFromClients() throws IOException {
        HttpResponse<String> forged = RpcCaller.send(
                java.net.http.HttpRequest.newBuilder(system.http().resolve("/rpc"))
                        .header("Content-Type", "application/json")
                        .header("X-Hero-User", "alice")
                        .header("X-Hero-Link-Secret", "guessed")
                        .header("X-Hero-Peer-Address", "10.0.0.1")
                        .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}")));
        assertEquals(-32001, TestJson.parse(forged.body()).at("/error/code").intValue(), forged::body);
    }

    // ---- Upgrade ----

    @Test
    void upgradeIsRejectedWithItsStatus() {
        String path = "/ws/user/" + bob.userId();
        String bearer = "Authorization: Bearer " + bob.token();
        assertEquals(401, rejectedUpgrade(path));
        assertEquals(401, rejectedUpgrade(path, "Authorization: Bearer made-up"));
        assertEquals(401, rejectedUpgrade(path + "?token=" + bob.token()), "a token in the URL is not a credential");
        assertEquals(403, rejectedUpgrade("/ws/user/" + alice.userId(), bearer));
        assertEquals(403, rejectedUpgrade("/ws/user/900000", bearer));
        assertEquals(403, rejectedUpgrade(path, bearer, "Origin: https://evil.example"));
        assertEquals(403, rejectedUpgrade(path, bearer, "Origin: null"));
        assertEquals(404, rejectedUpgrade("/ws/user/bob", bearer));
        assertEquals(404, rejectedUpgrade("/ws/users/2", bearer));
        assertEquals(404, rejectedUpgrade("/ws", bearer));
        WireClient.UpgradeRejected unknown = assertThrows(
                WireClient.UpgradeRejected.class, () -> open(path, bearer, "Sec-WebSocket-Protocol: collab.v9.json"));
        assertEquals(400, unknown.status());
        try (WireClient welcome = open(
                path, bearer, "Origin: " + system.http(), "Sec-WebSocket-Protocol: collab.v9.json, collab.v2.json")) {
            assertEquals("collab.v2.json", welcome.protocol());
            welcome.awaitType("hello");
        }
    }

    private static int rejectedUpgrade(String path, String... headers) {
        List<String> offering = new ArrayList<>(List.of(headers));
        if (offering.stream().noneMatch(header -> header.startsWith("Sec-WebSocket-Protocol"))) {
            offering.add("Sec-WebSocket-Protocol: collab.v2.json");
        }
        return assertThrows(WireClient.UpgradeRejected.class, () -> open(path, offering.toArray(String[]::new)))
                .status();
    }

    private static WireClient open(String path, String... headers) {
        return WireClient.open(system.http(), path, List.of(headers), Optional.empty());
    }

    private static WireClient socket(String query) {
        return open(
                "/ws/user/" + bob.userId() + query,
                "Authorization: Bearer " + bob.token(),
                "Sec-WebSocket-Protocol: collab.v2.json");
    }

    @Test
    void ticketOpensOneSocket() {
        String ticket = bob.call("auth.ticket").get("ticket").textValue();
        String offer = "Sec-WebSocket-Protocol: collab.v2.json, collab.ticket." + ticket;
        String path = "/ws/user/" + bob.userId();
        try (WireClient first = open(path, offer)) {
            first.awaitType("hello");
            assertEquals("collab.v2.json", first.protocol());
        }
        assertEquals(401, rejectedUpgrade(path, offer));
    }

    // ---- Resume ----

    /** The socket stays open and live, so that the client can fetch a new bootstrap. */
    @ParameterizedTest
    @MethodSource("badResumes")
    void failedResumeStatesItsReason(String query, String reason) {
        long head = bob.call("session.bootstrap").get("seq").longValue();
        String epoch = bob.call("session.bootstrap").get("epoch").textValue();
        String asked = query.replace("HEAD", Long.toString(head)).replace("EPOCH", epoch);
        try (WireClient socket = socket(asked)) {
            JsonNode failed = socket.awaitType("resume.failed").json();
            assertEquals(reason, failed.get("reason").textValue());
            assertTrue(failed.get("head").longValue() >= head, failed::toString);
            socket.awaitSeq(alice.call("message.send", "channel_id", general, "text", "still live")
                    .get("seq")
                    .longValue());
            assertTrue(socket.frames().stream().noneMatch(frame -> frame.type().equals("resumed")));
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> badResumes() {
        return Stream.of(
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=yesterday&epoch=EPOCH", "malformed"),
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=-1&epoch=EPOCH", "malformed"),
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=&epoch=EPOCH", "malformed"),
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=1", "malformed"),
                org.junit.jupiter.params.provider.Arguments.of(
                        "?resume_from=99999999999999999999&epoch=EPOCH", "malformed"),
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=1&epoch=another", "epoch"),
                org.junit.jupiter.params.provider.Arguments.of("?resume_from=9007199254740991&epoch=EPOCH", "future"));
    }

    // ---- Frames ----

    @Test
    void anyFrameButPongClosesTheSocket() throws IOException {
        assertClosed(4002, socket -> socket.sendText("{\"type\":\"message.send\",\"text\":\"hello\"}"));
        assertClosed(4002, socket -> socket.sendText("hello"));
        assertClosed(4002, socket -> socket.sendText("[]"));
        assertClosed(1003, socket -> socket.send(0x82, new byte[] {1, 2, 3}));
        assertClosed(1009, socket -> socket.send(0x81, new byte[MESSAGE_BYTES_MAX + 1]));
        assertClosed(1007, socket -> socket.send(0x81, new byte[] {(byte) 0xC0, (byte) 0xAF}));
        assertClosed(1002, socket -> socket.sendRaw(new byte[] {(byte) 0x81, 2, '{', '}'})); // not masked
        assertClosed(1002, socket -> socket.send(0x83, new byte[0])); // an undefined opcode
        assertClosed(1002, socket -> socket.send(0xC1, "{}".getBytes(StandardCharsets.UTF_8))); // a reserved bit
        // a wrong length: more than the memory, and no payload after it
        assertClosed(
                1009,
                socket -> socket.sendRaw(
                        new byte[] {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4}));
        assertClosed(4113, socket -> {
            for (int i = 0; i <= FRAMES_PER_MINUTE; i++) socket.sendText("{\"type\":\"pong\",\"ts\":1,\"last\":0}");
        });
    }

    private interface Misbehavior {
        void on(WireClient socket) throws IOException;
    }

    private static void assertClosed(int code, Misbehavior misbehavior) throws IOException {
        try (WireClient socket = socket("")) {
            socket.awaitType("hello");
            try {
                misbehavior.on(socket);
            } catch (SocketException closedMeanwhile) {
                // the gateway may close the connection before all bytes are written
            }
            assertEquals(code, socket.closeCode());
        }
    }

    // ---- Too many, too slow, too silent ----

    @Test
    void socket21IsClosedAndTheOthersStayOpen() {
        List<WireClient> sockets = new ArrayList<>();
        try {
            RpcCaller carol = system.signIn("carol");
            for (int i = 0; i < SOCKETS_MAX; i++) sockets.add(WireClient.open(carol, Optional.empty()));
            for (WireClient socket : sockets) socket.awaitType("hello");
            try (WireClient oneTooMany = WireClient.open(carol, Optional.empty())) {
                assertEquals(4129, oneTooMany.closeCode());
            }
            long seq = alice.call("message.send", "channel_id", general, "text", "to all twenty sockets")
                    .get("seq")
                    .longValue();
            for (WireClient socket : sockets) socket.awaitSeq(seq);
        } finally {
            sockets.forEach(WireClient::close);
        }
    }

    @Test
    void aThousandSocketsOfOneUserLeaveTwentyOpen() {
        List<WireClient> sockets = new ArrayList<>();
        try {
            RpcCaller dave = system.signIn("dave");
            for (int i = 0; i < 1_000; i++) sockets.add(WireClient.open(dave, Optional.empty()));
            List<WireClient> left =
                    sockets.stream().filter(socket -> !overCap(socket)).toList();
            assertEquals(SOCKETS_MAX, left.size());
            long seq = alice.call("message.send", "channel_id", general, "text", "to the remaining sockets")
                    .get("seq")
                    .longValue();
            for (WireClient socket : left) socket.awaitSeq(seq);
        } finally {
            sockets.forEach(WireClient::cut); // cutting them all costs nothing
        }
    }

    /** Each socket gets either its hello or a close frame. */
    private static boolean overCap(WireClient socket) {
        socket.awaitMore(0);
        if (!socket.frames().isEmpty()) return false;
        assertEquals(4129, socket.closeCode());
        return true;
    }

    @Test
    void silentConnectionsAreClosed() throws IOException {
        URI http = system.http();
        try (Socket silent = WireClient.connect(http);
                Socket halfLine = WireClient.connect(http);
                Socket halfHead = WireClient.connect(http);
                Socket halfBody = WireClient.connect(http)) {
            halfLine.getOutputStream().write("GE".getBytes(StandardCharsets.US_ASCII));
            halfHead.getOutputStream()
                    .write("GET /ws/user/1 HTTP/1.1\r\nHost: localhost\r\nX-Half: "
                            .getBytes(StandardCharsets.US_ASCII));
            halfBody.getOutputStream()
                    .write(("POST /rpc HTTP/1.1\r\nHost: " + http.getAuthority()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"json")
                            .getBytes(StandardCharsets.US_ASCII));
            for (Socket socket : List.of(silent, halfLine, halfHead))
                assertNotNull(readUntilClosed(socket, SILENCE_MS));
            assertNotNull(readUntilClosed(halfBody, 2 * SILENCE_MS));
        }
    }

    /**
     * What was received before the other side closed the connection.
     *
     * @throws java.net.SocketTimeoutException when it stayed open
     */
    private static String readUntilClosed(Socket socket, int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "reset";
        }
    }

    @Test
    void nonsenseOnThePortIsAnsweredOrClosed() throws IOException {
        for (String nonsense : List.of(
                "\u0000\u0001\u0002\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish",
                "GET / HTTP/9.9\r\n\r\n",
                "A".repeat(20_000) + "\r\n\r\n")) {
            try (Socket socket = WireClient.connect(system.http())) {
                socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                assertFalse(readUntilClosed(socket, SILENCE_MS).startsWith("HTTP/1.1 200"));
            } catch (SocketException cutWhileWriting) {
                // a reset is a valid reaction as well
            }
        }
    }
}
