package collab.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedFrameTest {

    @ParameterizedTest
    @CsvSource({"0,8100", "1,8101", "125,817d", "126,817e007e", "65535,817effff", "65536,817f0000000000010000"})
    void headerUsesShortestLength(int payload, String header) {
        byte[] written = write(EncodedFrame.text(new byte[payload]), EncodedFrame.NO_RECIPIENT_BYTES);
        assertEquals(header, HexFormat.of().formatHex(written, 0, written.length - payload));
    }

    @Test
    void headerLengthIncludesRecipientBytes() {
        byte[] written = write(EncodedFrame.text(new byte[120]), new byte[6]);
        assertEquals("817e007e", HexFormat.of().formatHex(written, 0, 4));
        assertEquals(4 + 126, written.length);
    }

    @Test
    void recipientBytesPrecedeTextAndFollowBinary() {
        byte[] own = "own".getBytes(StandardCharsets.US_ASCII);
        byte[] shared = "shared".getBytes(StandardCharsets.US_ASCII);
        assertEquals("ownshared", new String(write(EncodedFrame.text(shared), own), 2, 9, StandardCharsets.US_ASCII));
        assertEquals("sharedown", new String(write(EncodedFrame.binary(shared), own), 2, 9, StandardCharsets.US_ASCII));
    }

    @Test
    void closeFrameContainsCodeAndReason() {
        assertArrayEquals(
                new byte[] {(byte) 0x88, 4, 0x10, (byte) 0x69, 'n', 'o'},
                write(EncodedFrame.close(4201, "no"), EncodedFrame.NO_RECIPIENT_BYTES));
    }

    @Test
    void longReasonIsTruncatedBetweenCharacters() {
        byte[] written = write(EncodedFrame.close(1000, "\u20ac".repeat(100)), EncodedFrame.NO_RECIPIENT_BYTES);
        assertEquals("\u20ac".repeat(41), new String(written, 4, written.length - 4, StandardCharsets.UTF_8));
    }

    @Test
    void closeFrameWithoutCodeIsEmpty() {
        assertArrayEquals(
                new byte[] {(byte) 0x88, 0}, write(EncodedFrame.close(1005, ""), EncodedFrame.NO_RECIPIENT_BYTES));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1006, 1015, 2999, 5000})
    void closeRejectsCodesThatMustNotBeSent(int code) {
        assertThrows(IllegalArgumentException.class, () -> EncodedFrame.close(code, ""));
    }

    private static byte[] write(EncodedFrame frame, byte[] own) {
        byte[] target = new byte[frame.wireBytes(own.length) + 2];
        int end = frame.writeTo(target, 1, own);
        assertEquals(target.length - 1, end, "wireBytes and writeTo disagree");
        return Arrays.copyOfRange(target, 1, end);
    }
}
