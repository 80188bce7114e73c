package collab.websocket;

import static collab.testkit.ClientFrames.FINAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import collab.testkit.ClientFrames;
import collab.testkit.RawClient;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.Rfc6455;
import collab.websocket.handshake.RunningListener;
import collab.websocket.handshake.UpgradeDecision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the cases of the public Autobahn suite for RFC 6455 against an echo server over real sockets. Case numbers are those of the
 * suite: framing (1), pings and pongs (2), reserved bits (3) and opcodes (4), fragments (5), UTF-8 (6), the closing handshake (7),
 * many fragments (10). Left out are the performance cases (9) and compression (12, 13), an extension that the server does not
 * support. The suite is a program for Python 2, so the cases are implemented here after their descriptions.
 */
abstract class Rfc6455Cases {
    static final int WHOLE = Integer.MAX_VALUE;
    static final int TEXT = FINAL | Rfc6455.TEXT;
    static final int BINARY = FINAL | Rfc6455.BINARY;
    static final int CONTINUATION = FINAL | Rfc6455.CONTINUATION;
    static final int PING = FINAL | Rfc6455.PING;
    static final int PONG = FINAL | Rfc6455.PONG;
    static final int CLOSE = FINAL | Rfc6455.CLOSE;

    /** Started for each test class. */
    private static Optional<RunningListener> server = Optional.empty();

    @BeforeAll
    static void start() {
        server = Optional.of(RunningListener.start(
                _ -> new UpgradeDecision.Accepted(Optional.empty(), new Echo()),
                SocketConfig.DEFAULT
                        .withMessageBytesMax(QueueConfig.DEFAULT.bytesMax() / 2)
                        .withFramesPerMinute(Integer.MAX_VALUE)));
    }

    @AfterAll
    static void stop() {
        server.orElseThrow().close();
    }

    static final class Echo implements SocketHandler {
        @Override
        public void onOpen(Socket socket) {}

        @Override
        public void onText(Socket socket, byte[] utf8) {
            socket.offer(EncodedFrame.text(utf8));
        }

        @Override
        public void onBinary(Socket socket, byte[] bytes) {
            socket.offer(EncodedFrame.binary(bytes));
        }

        @Override
        public void onFlood(Socket socket) {
            throw new AssertionError("unexpected onFlood");
        }

        @Override
        public void onEnd(Socket socket, CloseStatus status) {}
    }

    static int port() {
        return server.orElseThrow().port();
    }

    // ---- Running a case ----

    /** A received frame: its first byte and its payload. */
    record Received(int first, String payload) {
        static Received of(int first, byte[] payload) {
            return new Received(first, HexFormat.of().formatHex(payload));
        }
    }

    static DynamicTest right(String number, String what, byte[] sent, Received... received) {
        return right(number, what, WHOLE, sent, received);
    }

    /** Asserts that the server echoes all messages and that the closing handshake succeeds. */
    static DynamicTest right(String number, String what, int chop, byte[] sent, Received... received) {
        return dynamicTest(number + " " + what, () -> {
            try (RawClient client = RawClient.open(port())) {
                send(client, sent, chop);
                for (Received expected : received) assertEquals(expected, receive(client));
                client.send(ClientFrames.close(Rfc6455.NORMAL, ""));
                RawClient.Frame close = client.readFrame();
                assertEquals(CLOSE, close.firstByte());
                assertEquals(Rfc6455.NORMAL, close.closeCode());
                assertEquals(0, client.readToEnd().length);
            }
        });
    }

    /** Asserts a close frame with the code and the end of the connection; earlier valid messages may be echoed or not. */
    static DynamicTest wrong(String number, String what, int code, int chop, byte[] sent, Received... before) {
        return dynamicTest(number + " " + what, () -> {
            try (RawClient client = RawClient.open(port())) {
                send(client, sent, chop);
                List<Received> received = new ArrayList<>();
                RawClient.Frame frame = client.readFrame();
                for (; frame.firstByte() != CLOSE; frame = client.readFrame()) {
                    received.add(Received.of(frame.firstByte(), frame.payload()));
                }
                assertEquals(code, frame.closeCode());
                assertTrue(List.of(before).containsAll(received), received::toString);
            }
        });
    }

    static DynamicTest wrong(String number, String what, byte[] sent, Received... before) {
        return wrong(number, what, Rfc6455.PROTOCOL_ERROR, WHOLE, sent, before);
    }

    static Received receive(RawClient client) throws IOException {
        RawClient.Frame frame = client.readFrame();
        return Received.of(frame.firstByte(), frame.payload());
    }

    static void send(RawClient client, byte[] bytes, int chop) throws IOException {
        try {
            for (int at = 0; at < bytes.length; at += Math.min(chop, bytes.length - at)) {
                client.send(Arrays.copyOfRange(bytes, at, at + Math.min(chop, bytes.length - at)));
            }
        } catch (SocketException hungUp) {
            assertTrue(chop < bytes.length, "the server closed the connection before it received the violation");
        }
    }

    // ---- Bytes ----

    static byte[] frame(int first, byte[] payload) {
        return ClientFrames.frame(first, payload);
    }

    static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] all(byte[]... frames) {
        return ClientFrames.join(frames);
    }

    static byte[] stars(int count) {
        byte[] stars = new byte[count];
        Arrays.fill(stars, (byte) '*');
        return stars;
    }

    static byte[] hex(String spaced) {
        return HexFormat.of().parseHex(spaced.replace(" ", ""));
    }

    static Received text(String payload) {
        return Received.of(TEXT, payload.getBytes(StandardCharsets.UTF_8));
    }

    static Received pong(String payload) {
        return Received.of(PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** One message in fragments of that size. */
    static byte[] fragments(int opcode, byte[] payload, int size) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int at = 0; at < payload.length; at += size) {
            int end = Math.min(at + size, payload.length);
            int first = (at == 0 ? opcode : 0) | (end == payload.length ? FINAL : 0);
            frames.writeBytes(frame(first, Arrays.copyOfRange(payload, at, end)));
        }
        return frames.toByteArray();
    }
}
