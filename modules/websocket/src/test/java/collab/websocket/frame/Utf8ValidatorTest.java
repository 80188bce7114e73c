package collab.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8ValidatorTest {
    /** Bytes at the boundaries of the ranges of UTF-8. */
    private static final int[] EDGES = {
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    @Test
    void validatorAgreesWithJdkDecoderOnBoundarySequences() {
        byte[] sequence = new byte[4];
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    for (int d : EDGES) {
                        sequence[0] = (byte) a;
                        sequence[1] = (byte) b;
                        sequence[2] = (byte) c;
                        sequence[3] = (byte) d;
                        for (int length = 1; length <= 4; length++) compare(Arrays.copyOf(sequence, length));
                    }
                }
            }
        }
    }

    @Test
    void validatorAcceptsEveryCharacterAtEverySplit() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += 7) {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) continue;
            byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
            for (int split = 0; split <= bytes.length; split++) {
                Utf8Validator check = new Utf8Validator();
                assertTrue(check.feed(bytes, 0, split) && check.feed(bytes, split, bytes.length) && check.complete());
            }
        }
    }

    @Test
    void validatorRejectsFirstInvalidByteImmediately() {
        Utf8Validator check = new Utf8Validator();
        assertTrue(check.feed(new byte[] {(byte) 0xF4}, 0, 1));
        assertFalse(check.feed(new byte[] {(byte) 0x90}, 0, 1), "beyond U+10FFFF");
    }

    @Test
    void validatorAgreesWithJdkDecoderOnMutatedText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] text = randomText(random);
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            assertEquals(decodes(text), checks(text), () -> "seed " + seed + ": " + Arrays.toString(text));
        }
    }

    private static byte[] randomText(Random random) {
        return random.ints(20, 1, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(() -> new StringBuilder("x"), StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void compare(byte[] bytes) {
        if (decodes(bytes) != checks(bytes)) throw new AssertionError(Arrays.toString(bytes));
    }

    private static boolean checks(byte[] bytes) {
        Utf8Validator check = new Utf8Validator();
        return check.feed(bytes, 0, bytes.length) && check.complete();
    }

    private static boolean decodes(byte[] bytes) {
        CharBuffer characters = CharBuffer.allocate(bytes.length);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), characters, true)
                .isUnderflow();
    }
}
