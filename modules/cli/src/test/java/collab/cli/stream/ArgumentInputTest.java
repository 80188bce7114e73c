package collab.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message in Latin-1 on stdin was sent with U+FFFD in place of its letters, and a byte order mark was sent with it. */
final class ArgumentInputTest {
    @ParameterizedTest
    @CsvSource({
        "plain, 706c61696e",
        "naïve, 6e61c3af7665",
        "😀, f09f9880",
        "after a mark, efbbbf6166746572 2061 206d61726b",
        "'', efbbbf",
        "a\uFEFFb, 61efbbbf62",
        "a\uFFFDb, 61efbfbd62"
    })
    void utf8IsTakenAsItIsWithoutAMarkAtItsStart(String text, String hex) {
        assertEquals(text, ArgumentInput.decode(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @ParameterizedTest
    @CsvSource({
        "6e61ef7665, 3, 0xef, LATIN1", // naïve in Latin-1
        "e9, 1, 0xe9, LATIN1",
        "61c3, 2, 0xc3, LATIN1", // cut within a character
        "eda080, 1, 0xed, LATIN1", // half a surrogate pair
        "c0af, 1, 0xc0, LATIN1", // longer than needed
        "fffe6100, 1, 0xff, UTF-16",
        "feff0061, 1, 0xfe, UTF-16"
    })
    void otherBytesAreRejectedWithTheirPlace(String hex, int place, String found, String charset) {
        assertEquals(
                "stdin must be UTF-8, byte " + place + " is " + found
                        + "; convert it first, for example with 'iconv -f " + charset + " -t UTF-8'",
                rejection(HexFormat.of().parseHex(hex)));
    }

    private static String rejection(byte[] stdin) {
        return assertThrows(IllegalArgumentException.class, () -> ArgumentInput.decode(stdin))
                .getMessage();
    }

    /** Whatever the bytes are, they come back the same or are rejected. */
    @Test
    void noByteIsReplacedInSilence() {
        Random random = new Random(20261127);
        int rejected = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) for (int b = 0; b < bytes.length; b++) bytes[b] &= 0x7f;
            try {
                assertEquals(
                        HexFormat.of().formatHex(bytes),
                        HexFormat.of().formatHex(ArgumentInput.decode(bytes).getBytes(StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException _) {
                rejected++;
            }
        }
        assertEquals(true, rejected > 1_000 && rejected < 4_000, () -> "the inputs are not varied");
    }

    @Test
    void everyLetterOfLatin1IsRejected() {
        for (char letter = 0xc0; letter <= 0xff; letter++) {
            rejection((letter + "x").getBytes(Charset.forName("ISO-8859-1")));
        }
    }

    /** A second secret could not follow the first one, which took all of stdin. */
    @Test
    void linesAreReadOneAfterTheOther() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("first\r\n12345 Größe\n\nlast".getBytes(StandardCharsets.UTF_8)));
            assertEquals("first", ArgumentInput.line(100));
            assertThrows(IllegalArgumentException.class, () -> ArgumentInput.line(5));
            assertEquals("Größe", ArgumentInput.line(100), "the rest of the line that is too long");
            assertEquals("", ArgumentInput.line(100));
            assertEquals("last", ArgumentInput.line(100));
            assertEquals("", ArgumentInput.line(100));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void stdinThatCannotBeReadIsNamed() {
        InputStream before = System.in;
        try {
            System.setIn(new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("Is a directory");
                }
            });
            for (Executable read : List.<Executable>of(() -> ArgumentInput.text("-"), () -> ArgumentInput.line(10))) {
                assertEquals(
                        "cannot read stdin: Is a directory",
                        assertThrows(IOException.class, read).getMessage());
            }
        } finally {
            System.setIn(before);
        }
    }
}
