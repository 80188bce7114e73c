package collab.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code message list > /dev/full} printed nothing and ended with 0. */
final class StandardOutputTest {
    @Test
    void failedWriteEndsThePrinting() throws IOException {
        try (FileOutputStream full = new FileOutputStream("/dev/full")) {
            StandardOutput stdout = new StandardOutput(full);
            PrintWriter out = stdout.writer();
            var first = assertThrows(StandardOutput.WriteFailed.class, () -> out.println("a line"));
            assertEquals("cannot write to stdout: No space left on device", first.getMessage());
            assertSame(first, stdout.failure().orElseThrow());
            assertThrows(StandardOutput.WriteFailed.class, () -> out.println("a second line"));
        }
    }

    /** A disk with room again would continue in the middle of the output. */
    @Test
    void nothingIsWrittenAfterAFailure() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        boolean[] full = {true};
        StandardOutput stdout = new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (full[0]) throw new IOException("No space left on device");
                written.write(b);
            }
        });
        assertThrows(StandardOutput.WriteFailed.class, () -> stdout.write('a'));
        full[0] = false;
        assertThrows(StandardOutput.WriteFailed.class, () -> stdout.write('b'));
        assertEquals(0, written.size());
    }

    @ParameterizedTest
    @CsvSource({
        "Broken pipe, true",
        "Connection reset by peer, true",
        "No space left on device, false",
        "Bad file descriptor, false",
        "Input/output error, false"
    })
    void closedPipeIsTheEndOfItsReader(String reason, boolean gone) {
        assertEquals(gone, new StandardOutput.WriteFailed(new IOException(reason)).readerHasGone());
    }

    @Test
    void textIsWrittenAsUtf8() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        StandardOutput stdout = new StandardOutput(written);
        stdout.writer().println("naïve 😀");
        assertEquals("naïve 😀\n", written.toString(StandardCharsets.UTF_8));
        assertEquals(Optional.empty(), stdout.failure());
    }
}
