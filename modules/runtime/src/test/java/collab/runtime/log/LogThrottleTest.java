package collab.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 5,319 requests with a foreign origin wrote 79 MB of log in 8 s. */
@Tag("security")
class LogThrottleTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LogThrottle throttle = new LogThrottle(nanos::get);

    private static LogRecord record(String logger, String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName(logger);
        record.setParameters(parameters);
        return record;
    }

    private int admitted(int records, LogRecord record) {
        int admitted = 0;
        for (int i = 0; i < records; i++) if (throttle.admits(record)) admitted++;
        return admitted;
    }

    private void nextSecond() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void oneKindIsLimitedPerSecondAndSummarised() {
        LogRecord record = record("collab.gateway", "the link failed: {0}", "a reason");
        assertEquals(LogThrottle.KIND_MAX, admitted(100, record));
        assertTrue(throttle.admits(record("collab.gateway", "another message")));
        assertEquals(List.of(), List.copyOf(throttle.summaries()));

        nextSecond();
        assertEquals(
                List.of("80 more records within one second of: collab.gateway: the link failed: {0}"),
                List.copyOf(throttle.summaries()));
        assertTrue(throttle.admits(record));
        assertEquals(80, throttle.suppressed());
    }

    @Test
    void failuresWithDifferentTextsAreOneKind() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            LogRecord record = record("io.helidon.webserver", "connection " + i);
            record.setThrown(new IllegalStateException("chunk " + i));
            if (throttle.admits(record)) admitted++;
        }
        assertEquals(LogThrottle.KIND_MAX, admitted);
    }

    @Test
    void securityRecordIsWrittenOncePerAddressAndSecond() {
        String message = "invalid or expired token from {0}";
        assertEquals(1, admitted(50, record(LogThrottle.SECURITY, message, "192.0.2.1")));
        assertEquals(1, admitted(50, record(LogThrottle.SECURITY, message, "192.0.2.2")));
        assertEquals(
                1,
                admitted(1, record(LogThrottle.SECURITY, message, new InetSocketAddress("192.0.2.3", 1)))
                        + admitted(1, record(LogThrottle.SECURITY, message, new InetSocketAddress("192.0.2.3", 2))));
        nextSecond();
        assertEquals(1, admitted(50, record(LogThrottle.SECURITY, message, "192.0.2.1")));
    }

    @Test
    void securityRecordsOfManyAddressesAreLimited() {
        int admitted = 0;
        for (int i = 0; i < 5_000; i++)
            if (throttle.admits(record(LogThrottle.SECURITY, "rejected {0}", "2001:db8::" + i))) admitted++;
        assertEquals(LogThrottle.SECURITY_MAX, admitted);
        nextSecond();
        assertEquals(1, new ArrayDeque<>(throttle.summaries()).size());
    }

    @Test
    void kindsAreBounded() {
        for (int i = 0; i < 10 * LogThrottle.KINDS_MAX; i++) throttle.admits(record("x", "message " + i));
        assertFalse(throttle.admits(record("x", "one more message")));
        nextSecond();
        assertTrue(throttle.summaries().size() <= LogThrottle.KINDS_MAX);
        assertTrue(throttle.admits(record("x", "one more message")));
    }
}
