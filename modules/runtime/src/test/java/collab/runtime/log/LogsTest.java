package collab.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {
    private static LogRecord record(String message) {
        LogRecord record = new LogRecord(Level.INFO, message);
        record.setLoggerName("collab.test");
        record.setInstant(Instant.parse("2026-11-23T05:38:00.123Z"));
        return record;
    }

    @Test
    void jsonFormatWritesOneObjectPerLine() {
        assertEquals(
                "{\"at\":\"2026-11-23T05:38:00.123Z\",\"level\":\"INFO\",\"logger\":\"collab.test\",\"message\":\"a \\\"b\\\"\"}",
                Logs.json(record("a \"b\"")));
    }

    @Test
    void controlCharactersAreEscaped() {
        String forged = "x\r\n12:00 INFO all is well\u001B[31m\u202E";
        for (String line : new String[] {Logs.human(record(forged)), Logs.json(record(forged))}) {
            assertTrue(line.contains("\\u000d\\u000a"), line);
            assertTrue(line.contains("\\u001b"), line);
            assertTrue(line.contains("\\u202e"), line);
            assertFalse(line.chars().anyMatch(Character::isISOControl), line);
        }
    }

    @Test
    void failureIsOneLineWithItsCauses() {
        LogRecord record = record("failed");
        record.setThrown(new IllegalStateException("outer", new RuntimeException("inner")));
        String line = Logs.human(record);
        assertTrue(line.contains("outer") && line.contains("<- java.lang.RuntimeException: inner"), line);
        assertFalse(line.contains("\n"), line);
    }

    @Test
    void parametersAreFilledIn() {
        LogRecord record = record("{0} of {1}");
        record.setParameters(new Object[] {"a", "b"});
        assertTrue(Logs.human(record).endsWith("a of b"));
    }

    @Test
    void watcherReceivesEachLoggableRecord() {
        List<String> watched = new ArrayList<>();
        Logs logs = Logs.start(new PrintStream(OutputStream.nullOutputStream()), Logs.Format.JSON, () -> 0);
        try {
            logs.watch(record -> watched.add(record.getMessage()));
            logs.setLevel(Level.WARNING);
            logs.publish(record("information"));
            LogRecord warning = record("warning");
            warning.setLevel(Level.WARNING);
            logs.publish(warning);
        } finally {
            logs.close();
        }
        assertEquals(List.of("warning"), watched);
    }
}
