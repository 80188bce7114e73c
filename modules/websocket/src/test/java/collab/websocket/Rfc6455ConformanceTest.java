package collab.websocket;

import static collab.testkit.ClientFrames.FINAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import collab.testkit.ClientFrames;
import collab.testkit.RawClient;
import collab.websocket.frame.Rfc6455;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Framing, control frames, reserved bits, opcodes, fragments and the closing handshake: cases 1 to 5, 7 and 10. */
class Rfc6455ConformanceTest extends Rfc6455Cases {

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
            try (RawClient client = RawClient.open(port())) {
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
            try (RawClient client = RawClient.open(port())) {
                send(client, sent, chop);
                assertEquals(pong("ping payload"), receive(client));
                Received next = receive(client);
                if (next.equals(pong("ping payload"))) next = receive(client);
                assertEquals(message, next);
            }
        });
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
            try (RawClient client = RawClient.open(port())) {
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
