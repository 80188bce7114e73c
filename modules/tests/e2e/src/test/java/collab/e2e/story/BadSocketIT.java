package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rejected upgrades, failed resumes, forbidden frames, and too many sockets. */
@ParameterizedClass
@EnumSource(Deployment.class)
@Tag("security")
class BadSocketIT extends BadInputBase {
    private static final int SOCKETS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 4_096;
    private static final int FRAMES_PER_MINUTE = 120;

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
        try (WireClient accepted = open(
                path, bearer, "Origin: " + system.http(), "Sec-WebSocket-Protocol: collab.v9.json, collab.v2.json")) {
            assertEquals("collab.v2.json", accepted.protocol());
            accepted.awaitType("hello");
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
        String resumeQuery = query.replace("HEAD", Long.toString(head)).replace("EPOCH", epoch);
        try (WireClient socket = socket(resumeQuery)) {
            JsonNode failed = socket.awaitType("resume.failed").json();
            assertEquals(reason, failed.get("reason").textValue());
            assertTrue(failed.get("head").longValue() >= head, failed::toString);
            socket.awaitSeq(send("still live"));
            assertTrue(socket.frames().stream().noneMatch(frame -> frame.type().equals("resumed")));
        }
    }

    static Stream<Arguments> badResumes() {
        return Stream.of(
                Arguments.of("?resume_from=yesterday&epoch=EPOCH", "malformed"),
                Arguments.of("?resume_from=-1&epoch=EPOCH", "malformed"),
                Arguments.of("?resume_from=&epoch=EPOCH", "malformed"),
                Arguments.of("?resume_from=1", "malformed"),
                Arguments.of("?resume_from=99999999999999999999&epoch=EPOCH", "malformed"),
                Arguments.of("?resume_from=1&epoch=another", "epoch"),
                Arguments.of("?resume_from=9007199254740991&epoch=EPOCH", "future"));
    }

    // ---- Frames ----

    @Test
    void frameOtherThanPongClosesTheSocket() throws IOException {
        assertClosed(4002, socket -> socket.sendText("{\"type\":\"message.send\",\"text\":\"hello\"}"));
        assertClosed(4002, socket -> socket.sendText("hello"));
        assertClosed(4002, socket -> socket.sendText("[]"));
        assertClosed(1003, socket -> socket.send(0x82, new byte[] {1, 2, 3}));
        assertClosed(1009, socket -> socket.send(0x81, new byte[MESSAGE_BYTES_MAX + 1]));
        assertClosed(1007, socket -> socket.send(0x81, new byte[] {(byte) 0xC0, (byte) 0xAF}));
        assertClosed(1002, socket -> socket.sendRaw(new byte[] {(byte) 0x81, 2, '{', '}'})); // not masked
        assertClosed(1002, socket -> socket.send(0x83, new byte[0])); // an undefined opcode
        assertClosed(1002, socket -> socket.send(0xC1, "{}".getBytes(StandardCharsets.UTF_8))); // a reserved bit
        // a length that exceeds the memory, without a payload
        assertClosed(
                1009,
                socket -> socket.sendRaw(
                        new byte[] {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4}));
        assertClosed(4113, socket -> {
            for (int i = 0; i <= FRAMES_PER_MINUTE; i++) socket.sendText("{\"type\":\"pong\",\"ts\":1,\"last\":0}");
        });
    }

    private interface ForbiddenFrames {
        void send(WireClient socket) throws IOException;
    }

    private static void assertClosed(int code, ForbiddenFrames frames) throws IOException {
        try (WireClient socket = socket("")) {
            socket.awaitType("hello");
            try {
                frames.send(socket);
            } catch (SocketException closedEarly) {
                // the gateway may close the connection before all bytes are written
            }
            assertEquals(code, socket.closeCode());
        }
    }

    // ---- Number of sockets ----

    @Test
    void socket21IsClosedAndTheOthersStayOpen() {
        List<WireClient> sockets = new ArrayList<>();
        try {
            RpcCaller carol = system.signIn("carol");
            for (int i = 0; i < SOCKETS_MAX; i++) sockets.add(WireClient.open(carol, Optional.empty()));
            for (WireClient socket : sockets) socket.awaitType("hello");
            try (WireClient overLimit = WireClient.open(carol, Optional.empty())) {
                assertEquals(4129, overLimit.closeCode());
            }
            long seq = send("to all twenty sockets");
            for (WireClient socket : sockets) socket.awaitSeq(seq);
        } finally {
            sockets.forEach(WireClient::close);
        }
    }

    @Test
    void userKeepsTwentyOfAThousandSockets() {
        List<WireClient> sockets = new ArrayList<>();
        try {
            RpcCaller dave = system.signIn("dave");
            for (int i = 0; i < 1_000; i++) sockets.add(WireClient.open(dave, Optional.empty()));
            List<WireClient> open =
                    sockets.stream().filter(socket -> !isOverLimit(socket)).toList();
            assertEquals(SOCKETS_MAX, open.size());
            long seq = send("to the remaining sockets");
            for (WireClient socket : open) socket.awaitSeq(seq);
        } finally {
            sockets.forEach(
                    WireClient::cut); // without a close frame, so that the test does not wait for a thousand responses
        }
    }

    /** Each socket gets either its hello or a close frame. */
    private static boolean isOverLimit(WireClient socket) {
        socket.awaitMore(0);
        if (!socket.frames().isEmpty()) return false;
        assertEquals(4129, socket.closeCode());
        return true;
    }
}
