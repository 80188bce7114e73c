package collab.websocket;

import static collab.testkit.ClientFrames.FINAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the cases of the public Autobahn suite for RFC 6455 against an echo server over real sockets. Case numbers are those of the
 * suite: framing (1), pings and pongs (2), reserved bits (3) and opcodes (4), fragments (5), UTF-8 (6), the closing handshake (7),
 * many fragments (10). Left out are the performance cases (9) and compression (12, 13), an extension that the server does not
 * support. The suite is a program for Python 2, so the cases are implemented here after their descriptions.
 */
class Rfc6455ConformanceTest {
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final int TEXT = FINAL | Rfc6455.TEXT;
    private static final int BINARY = FINAL | Rfc6455.BINARY;
    private static final int CONTINUATION = FINAL | Rfc6455.CONTINUATION;
    private static final int PING = FINAL | Rfc6455.PING;
    private static final int PONG = FINAL | Rfc6455.PONG;
    private static final int CLOSE = FINAL | Rfc6455.CLOSE;

    private static final RunningListener SERVER = RunningListener.start(
            _ -> new UpgradeDecision.Accepted(Optional.empty(), new Echo()),
            SocketConfig.DEFAULT
                    .withMessageBytesMax(QueueConfig.DEFAULT.bytesMax() / 2)
                    .withFramesPerMinute(Integer.MAX_VALUE));

    @BeforeAll
    static void listens() {
        assertTrue(SERVER.port() > 0);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static final class Echo implements SocketHandler {
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

    // ---- Running a case ----

    /** A received frame: its first byte and its payload. */
    private record Received(int first, String payload) {
        static Received of(int first, byte[] payload) {
            return new Received(first, HexFormat.of().formatHex(payload));
        }
    }

    private static DynamicTest right(String number, String what, byte[] sent, Received... received) {
        return right(number, what, WHOLE, sent, received);
    }

    /** Asserts that the server echoes all messages and that the closing handshake succeeds. */
    private static DynamicTest right(String number, String what, int chop, byte[] sent, Received... received) {
        return dynamicTest(number + " " + what, () -> {
            try (RawClient client = RawClient.open(SERVER.port())) {
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
    private static DynamicTest wrong(String number, String what, int code, int chop, byte[] sent, Received... before) {
        return dynamicTest(number + " " + what, () -> {
            try (RawClient client = RawClient.open(SERVER.port())) {
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

    private static DynamicTest wrong(String number, String what, byte[] sent, Received... before) {
        return wrong(number, what, Rfc6455.PROTOCOL_ERROR, WHOLE, sent, before);
    }

    private static Received receive(RawClient client) throws IOException {
        RawClient.Frame frame = client.readFrame();
        return Received.of(frame.firstByte(), frame.payload());
    }

    private static void send(RawClient client, byte[] bytes, int chop) throws IOException {
        try {
            for (int at = 0; at < bytes.length; at += Math.min(chop, bytes.length - at)) {
                client.send(Arrays.copyOfRange(bytes, at, at + Math.min(chop, bytes.length - at)));
            }
        } catch (SocketException hungUp) {
            assertTrue(chop < bytes.length, "the server closed the connection before it received the violation");
        }
    }

    // ---- Bytes ----

    private static byte[] frame(int first, byte[] payload) {
        return ClientFrames.frame(first, payload);
    }

    private static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] all(byte[]... frames) {
        return ClientFrames.join(frames);
    }

    private static byte[] stars(int count) {
        byte[] stars = new byte[count];
        Arrays.fill(stars, (byte) '*');
        return stars;
    }

    private static byte[] hex(String spaced) {
        return HexFormat.of().parseHex(spaced.replace(" ", ""));
    }

    private static Received text(String payload) {
        return Received.of(TEXT, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Received pong(String payload) {
        return Received.of(PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** One message in fragments of that size. */
    private static byte[] fragments(int opcode, byte[] payload, int size) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int at = 0; at < payload.length; at += size) {
            int end = Math.min(at + size, payload.length);
            int first = (at == 0 ? opcode : 0) | (end == payload.length ? FINAL : 0);
            frames.writeBytes(frame(first, Arrays.copyOfRange(payload, at, end)));
        }
        return frames.toByteArray();
    }

    // ---- Cases ----

    @TestFactory
    Stream<DynamicTest> framing() {
        List<DynamicTest> cases = new ArrayList<>();
        int[] sizes = {0, 125, 126, 127, 128, 65_535, 65_536};
        for (int kind = 1; kind <= 2; kind++) {
            int first = kind == 1 ? TEXT : BINARY;
            for (int i = 0; i < sizes.length; i++) {
                byte[] payload = stars(sizes[i]);
                String number = "1." + kind + "." + (i + 1);
                cases.add(right(number, sizes[i] + " bytes", frame(first, payload), Received.of(first, payload)));
            }
            byte[] large = stars(65_536);
            cases.add(right("1." + kind + ".8", "in pieces", 997, frame(first, large), Received.of(first, large)));
        }
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> pingsAndPongs() {
        byte[] binary = hex("00 ff fe fd fc fb 00 ff");
        byte[] large = stars(125);
        return Stream.of(
                right("2.1", "an empty ping", frame(PING, ""), pong("")),
                right("2.2", "a ping with text", frame(PING, "Hello, world!"), pong("Hello, world!")),
                right("2.3", "a ping with bytes", frame(PING, binary), Received.of(PONG, binary)),
                right("2.4", "a ping of 125 bytes", frame(PING, large), Received.of(PONG, large)),
                wrong("2.5", "a ping of 126 bytes", frame(PING, stars(126))),
                right("2.6", "a ping byte by byte", 1, frame(PING, large), Received.of(PONG, large)),
                right("2.7", "an empty pong without a ping", frame(PONG, "")),
                right("2.8", "a pong without a ping", frame(PONG, "unsolicited")),
                right(
                        "2.9",
                        "a pong without a ping, then a ping",
                        all(frame(PONG, "unsolicited"), frame(PING, "ping")),
                        pong("ping")),
                tenPings("2.10", WHOLE),
                tenPings("2.11", 1));
    }

    /** RFC 6455 §5.5.3: a server may answer only the last of several pings. */
    private static DynamicTest tenPings(String number, int chop) {
        return dynamicTest(number + " ten pings", () -> {
            try (RawClient client = RawClient.open(SERVER.port())) {
                byte[][] pings = IntStream.range(0, 10)
                        .mapToObj(i -> frame(PING, "payload-" + i))
                        .toArray(byte[][]::new);
                send(client, all(pings), chop);
                int last = -1;
                while (last < 9) {
                    String payload = client.readFrame().text();
                    int answered = Integer.parseInt(payload.substring("payload-".length()));
                    assertTrue(answered > last, payload);
                    last = answered;
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> reservedBits() {
        byte[] hello = frame(TEXT, "Hello, world!");
        byte[] ping = frame(PING, "");
        return Stream.of(
                wrong("3.1", "RSV 1", frame(TEXT | 1 << 4, "*")),
                wrong(
                        "3.2",
                        "RSV 2 after a message",
                        all(hello, frame(TEXT | 2 << 4, "*"), ping),
                        text("Hello, world!")),
                wrong(
                        "3.3",
                        "RSV 3 after a message",
                        all(hello, frame(TEXT | 3 << 4, "*"), ping),
                        text("Hello, world!")),
                wrong(
                        "3.4",
                        "RSV 4 byte by byte",
                        Rfc6455.PROTOCOL_ERROR,
                        1,
                        all(hello, frame(TEXT | 4 << 4, "*"), ping),
                        text("Hello, world!")),
                wrong("3.5", "RSV 5 in a binary message", frame(BINARY | 5 << 4, stars(8))),
                wrong("3.6", "RSV 6 in a ping", frame(PING | 6 << 4, stars(8))),
                wrong("3.7", "RSV 7 in a close", frame(CLOSE | 7 << 4, stars(8))));
    }

    @TestFactory
    Stream<DynamicTest> reservedOpcodes() {
        byte[] hello = frame(TEXT, "Hello, world!");
        return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15).boxed().flatMap(opcode -> {
            String number = (opcode < 8 ? "4.1." + (opcode - 2) : "4.2." + (opcode - 10));
            byte[] unknown = frame(FINAL | opcode, "payload");
            return Stream.of(
                    wrong(number, "opcode " + opcode, unknown),
                    wrong(number, "opcode " + opcode + " after a message", all(hello, unknown), text("Hello, world!")),
                    wrong(
                            number,
                            "opcode " + opcode + " byte by byte",
                            Rfc6455.PROTOCOL_ERROR,
                            1,
                            all(hello, unknown),
                            text("Hello, world!")));
        });
    }

    @TestFactory
    Stream<DynamicTest> fragmentation() {
        byte[] begin = frame(Rfc6455.TEXT, "fragment1");
        byte[] end = frame(CONTINUATION, "fragment2");
        byte[] more = frame(Rfc6455.CONTINUATION, "fragment2");
        byte[] ping = frame(PING, "ping payload");
        byte[] hello = frame(TEXT, "Hello, world!");
        Received whole = text("fragment1fragment2");
        List<DynamicTest> cases = new ArrayList<>(List.of(
                wrong("5.1", "a ping in fragments", all(frame(Rfc6455.PING, "fragment1"), end)),
                wrong("5.2", "a pong in fragments", all(frame(Rfc6455.PONG, "fragment1"), end))));
        int[] chops = {WHOLE, 11, 1};
        for (int i = 0; i < chops.length; i++) {
            cases.add(right("5." + (3 + i), "two fragments", chops[i], all(begin, end), whole));
            cases.add(right(
                    "5." + (6 + i),
                    "two fragments and a ping between",
                    chops[i],
                    all(begin, ping, end),
                    pong("ping payload"),
                    whole));
            cases.add(wrong(
                    "5." + (9 + i),
                    "a final continuation without a message",
                    Rfc6455.PROTOCOL_ERROR,
                    chops[i],
                    all(frame(CONTINUATION, "no message"), hello),
                    text("Hello, world!")));
            cases.add(wrong(
                    "5." + (12 + i),
                    "a continuation without a message",
                    Rfc6455.PROTOCOL_ERROR,
                    chops[i],
                    all(frame(Rfc6455.CONTINUATION, "no message"), hello),
                    text("Hello, world!")));
        }
        cases.add(wrong(
                "5.15",
                "a continuation without a message after a fragmented message",
                all(begin, end, frame(Rfc6455.CONTINUATION, "fragment3"), frame(TEXT, "fragment4")),
                whole));
        cases.add(wrong(
                "5.16",
                "continuations without a message, not final",
                all(more, hello, end, more, hello, end),
                text("Hello, world!")));
        cases.add(wrong(
                "5.17",
                "continuations without a message, final",
                all(end, hello, end, end, hello, end),
                text("Hello, world!")));
        cases.add(wrong("5.18", "a message within another", all(begin, frame(TEXT, "fragment2"))));
        byte[] five = all(
                begin,
                more,
                ping,
                frame(Rfc6455.CONTINUATION, "fragment3"),
                frame(Rfc6455.CONTINUATION, "fragment4"),
                ping,
                frame(CONTINUATION, "fragment5"));
        Received ofFive = text("fragment1fragment2fragment3fragment4fragment5");
        cases.add(betweenFive("5.19", WHOLE, five, ofFive));
        cases.add(betweenFive("5.20", 1, five, ofFive));
        byte[] large = stars(65_536);
        cases.add(right(
                "10.1.1", "fragments of 1300 bytes", fragments(Rfc6455.TEXT, large, 1300), Received.of(TEXT, large)));
        return cases.stream();
    }

    /** One pong or two, then the message. */
    private static DynamicTest betweenFive(String number, int chop, byte[] sent, Received message) {
        return dynamicTest(number + " five fragments and two pings between", () -> {
            try (RawClient client = RawClient.open(SERVER.port())) {
                send(client, sent, chop);
                assertEquals(pong("ping payload"), receive(client));
                Received next = receive(client);
                if (next.equals(pong("ping payload"))) next = receive(client);
                assertEquals(message, next);
            }
        });
    }

    // ---- Text ----

    /** Cases 6.2 and the valid texts of 6.5 to 6.23: the boundaries of every length, and noncharacters. */
    private static final List<String> TEXTS = List.of(
            "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121",
            "ceba e1bdb9 cf83 cebc ceb5",
            "00",
            "7f",
            "c280",
            "dfbf",
            "e0a080",
            "efbfbf",
            "efbfbe",
            "f0908080",
            "f48fbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "f09fbfbe",
            "f09fbfbf",
            "f0afbfbe",
            "f0bfbfbf",
            "f18fbfbe",
            "f19fbfbf",
            "f28fbfbf",
            "f3bfbfbe",
            "f48fbfbe",
            "e280a8");

    /** Cases 6.3 and the invalid texts of 6.5 to 6.23: truncated, overlong, surrogates, above U+10FFFF, unused bytes. */
    private static final List<String> NO_TEXTS = List.of(
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "ce",
            "ceba e1",
            "ceba e1bd",
            "ceba e1bdb9 cf",
            "f8888080 80",
            "fc8480808080",
            "f7bfbfbf",
            "fbbfbfbfbf",
            "fdbfbfbfbfbf",
            "f4908080",
            "80",
            "bf",
            "80bf",
            "80bf80",
            "80bf80bf",
            "80bf80bf80bf",
            "808182838485868788898a8b8c8d8e8f",
            "c020c120c220c320",
            "e020e120e220",
            "f020f120f220",
            "f820f920",
            "fc20",
            "c0",
            "e080",
            "f08080",
            "f8808080",
            "fc80808080",
            "df",
            "efbf",
            "f7bfbf",
            "fbbfbfbf",
            "fdbfbfbfbf",
            "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf",
            "fe",
            "ff",
            "fefeffff",
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "fc80808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "f887bfbfbf",
            "fc83bfbfbfbf",
            "c080",
            "e08080",
            "f0808080",
            "f880808080",
            "fc8080808080",
            "eda080",
            "edadbf",
            "edae80",
            "edafbf",
            "edb080",
            "edbe80",
            "edbfbf",
            "eda080edb080",
            "eda080edbfbf",
            "edadbfedb080",
            "edafbfedbfbf");

    @TestFactory
    Stream<DynamicTest> text() {
        Stream<DynamicTest> empty = Stream.of(
                right("6.1.1", "an empty message", frame(TEXT, ""), text("")),
                right(
                        "6.1.2",
                        "three empty fragments",
                        all(frame(Rfc6455.TEXT, ""), frame(Rfc6455.CONTINUATION, ""), frame(CONTINUATION, "")),
                        text("")),
                right(
                        "6.1.3",
                        "a fragment between empty ones",
                        all(frame(Rfc6455.TEXT, ""), frame(Rfc6455.CONTINUATION, "middle"), frame(CONTINUATION, "")),
                        text("middle")));
        Stream<DynamicTest> right = TEXTS.stream()
                .map(Rfc6455ConformanceTest::hex)
                .flatMap(bytes -> {
                    Received received = Received.of(TEXT, bytes);
                    String what = HexFormat.of().formatHex(bytes);
                    return Stream.of(
                            right("6.5-6.23", what, frame(TEXT, bytes), received),
                            right(
                                    "6.2.3",
                                    what + " in fragments of a byte",
                                    fragments(Rfc6455.TEXT, bytes, 1),
                                    received),
                            right("6.2.4", what + " byte by byte", 1, frame(TEXT, bytes), received));
                });
        Stream<DynamicTest> wrong = NO_TEXTS.stream()
                .map(Rfc6455ConformanceTest::hex)
                .flatMap(bytes -> {
                    String what = HexFormat.of().formatHex(bytes);
                    return Stream.of(
                            wrong("6.5-6.23", what, Rfc6455.INVALID_TEXT, WHOLE, frame(TEXT, bytes)),
                            wrong(
                                    "6.3.2",
                                    what + " in fragments of a byte",
                                    Rfc6455.INVALID_TEXT,
                                    WHOLE,
                                    fragments(Rfc6455.TEXT, bytes, 1)));
                });
        return Stream.of(empty, right, wrong).flatMap(cases -> cases);
    }

    /** Case 6.4: text that cannot become valid is rejected before the rest of the message arrives. */
    @TestFactory
    Stream<DynamicTest> textFailsFast() {
        byte[] good = hex("cebae1bdb9cf83cebcceb5");
        byte[] beyond = hex("f4908080");
        byte[] message = all(good, beyond, hex("656469746564"));
        byte[] whole = frame(TEXT, message);
        int headBytes = whole.length - message.length;
        return Stream.of(
                wrong(
                        "6.4.1",
                        "in the second of three fragments",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        all(frame(Rfc6455.TEXT, good), frame(Rfc6455.CONTINUATION, beyond))),
                wrong(
                        "6.4.2",
                        "at the second byte of the character",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        all(frame(Rfc6455.TEXT, all(good, hex("f4"))), frame(Rfc6455.CONTINUATION, hex("90")))),
                wrong(
                        "6.4.3",
                        "in the middle of a frame",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        Arrays.copyOf(whole, headBytes + good.length + 4)),
                wrong(
                        "6.4.4",
                        "in the middle of a frame, at the second byte",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        Arrays.copyOf(whole, headBytes + good.length + 2)));
    }

    // ---- Closing ----

    @TestFactory
    Stream<DynamicTest> closing() {
        byte[] close = ClientFrames.close(Rfc6455.NORMAL, "");
        byte[] hello = frame(TEXT, "Hello, world!");
        List<DynamicTest> cases = new ArrayList<>(List.of(
                ends("7.1.1", "after a message", all(hello, close), Rfc6455.NORMAL, text("Hello, world!")),
                ends("7.1.2", "twice", all(close, close), Rfc6455.NORMAL),
                ends("7.1.3", "a ping after the close frame", all(close, frame(PING, "")), Rfc6455.NORMAL),
                ends("7.1.4", "a message after the close frame", all(close, hello), Rfc6455.NORMAL),
                ends(
                        "7.1.5",
                        "within a message",
                        all(frame(Rfc6455.TEXT, "fragment1"), close, frame(CONTINUATION, "fragment2")),
                        Rfc6455.NORMAL),
                ends(
                        "7.1.6",
                        "after a large message",
                        all(frame(TEXT, stars(256 * 1024)), close, frame(PING, "")),
                        Rfc6455.NORMAL,
                        Received.of(TEXT, stars(256 * 1024))),
                ends("7.3.1", "without a code", frame(CLOSE, ""), Rfc6455.NO_STATUS),
                wrong("7.3.2", "one byte of a code", frame(CLOSE, hex("03"))),
                ends("7.3.3", "a code alone", close, Rfc6455.NORMAL),
                ends("7.3.4", "a reason", ClientFrames.close(Rfc6455.NORMAL, "Hello World!"), Rfc6455.NORMAL),
                ends(
                        "7.3.5",
                        "a reason of 123 bytes",
                        ClientFrames.close(Rfc6455.NORMAL, "*".repeat(123)),
                        Rfc6455.NORMAL),
                wrong("7.3.6", "a reason of 124 bytes", ClientFrames.close(Rfc6455.NORMAL, "*".repeat(124))),
                wrong(
                        "7.5.1",
                        "a reason that is not UTF-8",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        frame(CLOSE, all(hex("03e8"), hex("cebae1bdb9cf83cebcceb5eda080656469746564"))))));
        for (int code : List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)) {
            cases.add(ends("7.7", "code " + code, ClientFrames.close(code, ""), code));
        }
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)) {
            cases.add(wrong("7.9, 7.13", "code " + code, ClientFrames.close(code, "")));
        }
        return cases.stream();
    }

    /** Asserts one close frame with the same code and no frame after it. */
    private static DynamicTest ends(String number, String what, byte[] sent, int code, Received... before) {
        return dynamicTest(number + " " + what, () -> {
            try (RawClient client = RawClient.open(SERVER.port())) {
                client.send(sent);
                List<Received> received = new ArrayList<>();
                RawClient.Frame frame = client.readFrame();
                for (; frame.firstByte() != CLOSE; frame = client.readFrame()) {
                    received.add(Received.of(frame.firstByte(), frame.payload()));
                }
                assertTrue(List.of(before).containsAll(received), received::toString);
                if (code == Rfc6455.NO_STATUS) {
                    assertEquals(0, frame.payload().length);
                } else {
                    assertEquals(code, frame.closeCode());
                }
                assertFalse(hasMore(client));
            }
        });
    }

    /** A connection that is closed with unread input is reset. */
    private static boolean hasMore(RawClient client) throws IOException {
        try {
            return client.readToEnd().length > 0;
        } catch (SocketException reset) {
            return false;
        }
    }
}
