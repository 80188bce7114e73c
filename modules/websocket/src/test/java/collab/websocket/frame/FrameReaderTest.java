package collab.websocket.frame;

import static collab.testkit.ClientFrames.FINAL;
import static collab.testkit.ClientFrames.frame;
import static collab.testkit.ClientFrames.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import collab.testkit.ClientFrames;
import collab.websocket.FakeConnection;
import io.helidon.common.buffers.DataReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final int PING = FINAL | Rfc6455.PING;
    private static final byte[] EURO = {(byte) 0xE2, (byte) 0x82, (byte) 0xAC};

    private final FakeConnection connection = new FakeConnection();
    private final FrameReader reader = new FrameReader(connection.reader(), MESSAGE_BYTES_MAX);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 4095, 4096})
    void readerAcceptsEveryLengthUpToLimit(int length) {
        connection.receive(ClientFrames.text("x".repeat(length)));
        assertEquals("x".repeat(length), nextText());
    }

    @Test
    void readerAssemblesMessageFromFragments() {
        connection.receive(join(
                frame(Rfc6455.TEXT, bytes("one ")),
                frame(0, bytes("")),
                frame(0, bytes("two ")),
                frame(FINAL, bytes("three"))));
        for (int i = 0; i < 3; i++) assertInstanceOf(InboundFrame.Partial.class, reader.next());
        assertEquals("one two three", nextText());
    }

    @Test
    void readerAcceptsControlFramesBetweenFragments() {
        connection.receive(
                join(frame(Rfc6455.TEXT, bytes("a")), frame(PING, bytes("ping payload")), frame(FINAL, bytes("b"))));
        assertInstanceOf(InboundFrame.Partial.class, reader.next());
        assertArrayEquals(
                bytes("ping payload"),
                assertInstanceOf(InboundFrame.Ping.class, reader.next()).payload());
        assertEquals("ab", nextText());
    }

    @Test
    void readerAcceptsSingleBytes() {
        for (byte one : ClientFrames.text("gr\u00fc\u00dfe \ud83d\ude00")) connection.receive(new byte[] {one});
        assertEquals("gr\u00fc\u00dfe \ud83d\ude00", nextText());
    }

    @Test
    void readerAcceptsCharacterSplitBetweenFragments() {
        connection.receive(join(
                frame(Rfc6455.TEXT, new byte[] {EURO[0]}),
                frame(0, new byte[] {EURO[1]}),
                frame(FINAL, new byte[] {EURO[2]})));
        reader.next();
        reader.next();
        assertEquals("\u20ac", nextText());
    }

    @Test
    void readerDoesNotValidateBinaryAsText() {
        connection.receive(frame(FINAL | Rfc6455.BINARY, new byte[] {(byte) 0xFF, 0}));
        assertArrayEquals(
                new byte[] {(byte) 0xFF, 0},
                assertInstanceOf(InboundFrame.Binary.class, reader.next()).bytes());
    }

    @Test
    void secondMessageStartsEmpty() {
        connection.receive(join(
                frame(Rfc6455.TEXT, bytes("a")),
                frame(FINAL, bytes("b")),
                ClientFrames.text("c"),
                frame(FINAL | Rfc6455.BINARY, EURO)));
        reader.next();
        assertEquals("ab", nextText());
        assertEquals("c", nextText());
        assertArrayEquals(
                EURO, assertInstanceOf(InboundFrame.Binary.class, reader.next()).bytes());
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                arguments("unmasked", new byte[] {(byte) 0x81, 1, 'x'}, 1002),
                arguments("RSV1 (compression was not agreed)", frame(FINAL | 0x40 | Rfc6455.TEXT, bytes("x")), 1002),
                arguments("RSV2", frame(FINAL | 0x20 | Rfc6455.TEXT, bytes("x")), 1002),
                arguments("RSV3", frame(FINAL | 0x10 | Rfc6455.PING, bytes("x")), 1002),
                arguments("fragmented ping", frame(Rfc6455.PING, bytes("x")), 1002),
                arguments("fragmented close", frame(Rfc6455.CLOSE, new byte[] {3, (byte) 0xE8}), 1002),
                arguments("ping of 126 bytes", frame(PING, new byte[126]), 1002),
                arguments("close of 126 bytes", frame(FINAL | Rfc6455.CLOSE, new byte[126]), 1002),
                arguments("continuation without a message", frame(FINAL, bytes("x")), 1002),
                arguments("unfinished continuation without a message", frame(0, bytes("x")), 1002),
                arguments("text inside text", join(frame(Rfc6455.TEXT, bytes("a")), ClientFrames.text("b")), 1002),
                arguments(
                        "binary inside text",
                        join(frame(Rfc6455.TEXT, bytes("a")), frame(FINAL | Rfc6455.BINARY, bytes("b"))),
                        1002),
                arguments("64-bit length with the most significant bit", header(0x8000_0000_0000_0001L, 1 << 16), 1002),
                arguments("16-bit form of a short length", header(125, 126), 1002),
                arguments("64-bit form of a 16-bit length", header(65_535, 1 << 16), 1002),
                arguments("close frame with one byte", frame(FINAL | Rfc6455.CLOSE, new byte[] {3}), 1002),
                arguments("close reason not UTF-8", closeWithReason((byte) 0xC3, (byte) 0x28), 1007),
                arguments("close reason truncated in a character", closeWithReason(EURO[0], EURO[1]), 1007),
                arguments("one byte above the limit", header(4097, 4097), 1009),
                arguments("far above the limit", header(Long.MAX_VALUE, 1 << 16), 1009),
                arguments(
                        "second fragment exceeds the limit",
                        join(
                                frame(Rfc6455.TEXT, new byte[4000]),
                                ClientFrames.header(FINAL, 97, 97).toByteArray()),
                        1009),
                arguments("text not UTF-8", frame(FINAL | Rfc6455.TEXT, new byte[] {(byte) 0xC0, (byte) 0x80}), 1007),
                arguments("text with a surrogate", frame(FINAL | Rfc6455.TEXT, surrogate()), 1007),
                arguments(
                        "text truncated in a character",
                        frame(FINAL | Rfc6455.TEXT, new byte[] {EURO[0], EURO[1]}),
                        1007),
                arguments(
                        "text truncated in a character by an empty fragment",
                        join(frame(Rfc6455.TEXT, new byte[] {EURO[0]}), frame(FINAL, bytes(""))),
                        1007));
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("violations")
    void violationHasCode(String what, byte[] sent, int code) {
        connection.receive(sent); // no further input: the reader must not wait for more
        assertEquals(code, violation().code(), what);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void readerRejectsReservedOpcodes(int opcode) {
        connection.receive(frame(FINAL | opcode, bytes("")));
        assertEquals(1002, violation().code());
    }

    @Test
    void readerRejectsInvalidTextAtFirstInvalidByte() {
        connection.receive(ClientFrames.header(FINAL | Rfc6455.TEXT, 100, 100).toByteArray());
        connection.receive(new byte[] {(byte) (0xFF ^ 0x37)});
        assertEquals(1007, violation().code());
    }

    static IntStream allowedCodes() {
        return IntStream.of(
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999);
    }

    @ParameterizedTest
    @MethodSource("allowedCodes")
    void readerAcceptsAllowedCloseCodes(int code) {
        connection.receive(ClientFrames.close(code, "bye"));
        assertEquals(new InboundFrame.Close(code, "bye"), reader.next());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void readerRejectsForbiddenCloseCodes(int code) {
        connection.receive(ClientFrames.close(code, ""));
        assertEquals(1002, violation().code());
    }

    @Test
    void emptyCloseFrameHasNoCode() {
        connection.receive(frame(FINAL | Rfc6455.CLOSE, bytes("")));
        assertEquals(new InboundFrame.Close(1005, ""), reader.next());
    }

    @Test
    void endOfStreamInsideFrameThrowsConnectionException() {
        connection.receive(ClientFrames.header(FINAL | Rfc6455.BINARY, 100, 100).toByteArray());
        connection.receive(bytes("fewer than 100 bytes"));
        connection.receiveEnd();
        assertThrows(DataReader.InsufficientDataAvailableException.class, reader::next);
    }

    private String nextText() {
        return new String(
                assertInstanceOf(InboundFrame.Text.class, reader.next()).utf8(), StandardCharsets.UTF_8);
    }

    private ProtocolViolation violation() {
        return assertThrows(ProtocolViolation.class, () -> {
            while (true) reader.next();
        });
    }

    private static byte[] header(long length, long formOf) {
        return ClientFrames.header(FINAL | Rfc6455.TEXT, length, formOf).toByteArray();
    }

    private static byte[] closeWithReason(byte... reason) {
        return frame(FINAL | Rfc6455.CLOSE, join(new byte[] {3, (byte) 0xE8}, reason));
    }

    private static byte[] surrogate() {
        return new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
