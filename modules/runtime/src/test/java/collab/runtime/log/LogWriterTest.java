package collab.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A log collector that stalled filled the pipe of stdout. The next log line blocked the thread {@code link}, the gateway delivered
 * nothing for as long as the collector slept, and SIGTERM did not end the process.
 */
@Tag("security")
class LogWriterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    @AfterEach
    void resumeReader() {
        resumed.countDown();
    }

    private PrintStream stdout() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** A stdout whose reader takes nothing until {@link #resumed}. */
    private PrintStream stalledStdout() {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] buffer, int offset, int length) {
                        stalled.countDown();
                        try {
                            resumed.await();
                        } catch (InterruptedException stopped) {
                            Thread.currentThread().interrupt();
                        }
                        bytes.write(buffer, offset, length);
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    private List<String> written() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void linesAreHeldUntilReleased() {
        try (LogWriter writer = LogWriter.start(stdout(), ArrayDeque::new)) {
            writer.enqueue("first");
            assertEquals(List.of(), written());
            writer.release();
            writer.enqueue("second");
            assertTrue(writer.awaitWritten(LONG));
            assertEquals(List.of("first", "second"), written());
        }
    }

    @Test
    void stalledReaderBlocksNoCallerAndDropsAreReported() throws InterruptedException {
        try (LogWriter writer = LogWriter.start(stalledStdout(), ArrayDeque::new)) {
            writer.release();
            writer.enqueue("taken by the thread");
            stalled.await();
            for (int i = 0; i < LogWriter.LINES_MAX + 7; i++) writer.enqueue("line " + i);
            assertEquals(7, writer.dropped());
            assertFalse(writer.awaitWritten(Duration.ofMillis(1)));

            resumed.countDown();
            assertTrue(writer.awaitWritten(LONG));
            List<String> written = written();
            assertEquals("taken by the thread", written.getFirst());
            assertEquals("line " + (LogWriter.LINES_MAX - 1), written.get(LogWriter.LINES_MAX));
            assertEquals("7 log lines were dropped here: stdout was not read fast enough", written.getLast());
            assertEquals(LogWriter.LINES_MAX + 2, written.size());
        }
    }

    @Test
    void queueIsBoundedInCharacters() {
        try (LogWriter writer = LogWriter.start(stdout(), ArrayDeque::new)) {
            String line = "x".repeat(LogWriter.CHARS_MAX / 4);
            for (int i = 0; i < 5; i++) writer.enqueue(line);
            assertEquals(1, writer.dropped());
        }
    }

    @Test
    void summariesAreWrittenWithoutFurtherLines() {
        ArrayDeque<String> due = new ArrayDeque<>(List.of("a summary"));
        try (LogWriter writer = LogWriter.start(stdout(), () -> {
            ArrayDeque<String> taken = new ArrayDeque<>(due);
            due.clear();
            return taken;
        })) {
            writer.enqueue("a line");
            writer.release();
            assertTrue(writer.awaitWritten(LONG));
            while (!written().contains("a summary")) Thread.onSpinWait();
        }
    }
}
