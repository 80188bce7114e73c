package collab.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogTextTest {
    private static String message(String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.INFO, message);
        record.setParameters(parameters);
        return LogText.message(record);
    }

    @Test
    void longParameterIsCut() {
        assertEquals("origin " + "x".repeat(200) + "… (16000 characters)", message("origin {0}", "x".repeat(16_000)));
    }

    @Test
    void surrogatePairIsNotDivided() {
        assertEquals("x".repeat(199) + "… (201 characters)", message("{0}", "x".repeat(199) + "😀"));
    }

    @Test
    void numbersKeepTheirFormat() {
        assertEquals("user 1234567", message("user {0,number,#}", 1_234_567L));
    }

    @Test
    void messageAndFailureAreBounded() {
        assertTrue(message("x".repeat(1_000_000)).length() < 4_100);
        Throwable deep = new IllegalStateException("y".repeat(1_000_000));
        for (int i = 0; i < 100; i++) deep = new IllegalStateException("y".repeat(100_000), deep);
        assertTrue(LogText.failure(deep).length() < 8_100);
    }
}
