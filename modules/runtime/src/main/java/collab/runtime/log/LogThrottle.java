package collab.runtime.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;

/**
 * Limits how many records of one kind are written per second, so that a peer cannot fill a disk with log lines. The records that
 * are left out are counted, and a summary states their number after the second has ended.
 *
 * <p>A kind is a message before its parameters are filled in, or the class of the failure. Records of the logger
 * {@value #SECURITY} have the peer's address as their first parameter, and each address is a kind of its own, with one record per
 * second. In all, at most {@link #SECURITY_MAX} records of this logger are written per second.
 */
final class LogThrottle {
    static final String SECURITY = "collab.security";

    /** Records of one kind per second. */
    static final int KIND_MAX = 20;

    /** Records of the logger {@value #SECURITY} per second. */
    static final int SECURITY_MAX = 100;

    /** Kinds counted at the same time; further kinds share one count. */
    static final int KINDS_MAX = 1_000;

    private record Kind(String logger, String message, String address) {}

    private static final Kind OTHERS = new Kind("", "records of further kinds", "");

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Kind, Integer> counts = new HashMap<>();

    /** The number of records left out in this second, for each logger and message. */
    @GuardedBy("lock")
    private final Map<String, Long> suppressed = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Deque<String> summaries = new ArrayDeque<>();

    @GuardedBy("lock")
    private int securityRecords;

    @GuardedBy("lock")
    private long second;

    @GuardedBy("lock")
    private long suppressedTotal;

    /** @param nanos a monotonic clock, such as {@code System::nanoTime} */
    LogThrottle(LongSupplier nanos) {
        this.nanos = nanos;
        this.second = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }

    /** Counts a record; returns whether it may be written. */
    boolean admits(LogRecord record) {
        Kind kind = kind(record);
        lock.lock();
        try {
            rollOver();
            boolean security = SECURITY.equals(kind.logger);
            int count = counts.merge(
                    counts.size() < KINDS_MAX || counts.containsKey(kind) ? kind : OTHERS, 1, Integer::sum);
            boolean admitted = count <= (security ? 1 : KIND_MAX) && (!security || securityRecords < SECURITY_MAX);
            if (admitted && security) securityRecords++;
            if (!admitted) {
                suppressedTotal++;
                suppressed.merge(kind.logger + ": " + kind.message, 1L, Long::sum);
            }
            return admitted;
        } finally {
            lock.unlock();
        }
    }

    /** The summaries of the seconds that have ended: one text for each kind of message that was left out. */
    Deque<String> summaries() {
        lock.lock();
        try {
            rollOver();
            Deque<String> taken = new ArrayDeque<>(summaries);
            summaries.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Records left out so far. */
    long suppressed() {
        lock.lock();
        try {
            return suppressedTotal;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void rollOver() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
        if (now == second) return;
        second = now;
        counts.clear();
        securityRecords = 0;
        suppressed.forEach((message, count) ->
                summaries.add(String.format(Locale.ROOT, "%d more records within one second of: %s", count, message)));
        while (summaries.size() > KINDS_MAX) summaries.removeFirst();
        suppressed.clear();
    }

    private static Kind kind(LogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        return new Kind(logger, message(record), SECURITY.equals(logger) ? firstParameter(record) : "");
    }

    /** The text of a record that is the same for all records of its kind. */
    private static String message(LogRecord record) {
        if (record.getThrown() != null) return record.getThrown().getClass().getName();
        return LogText.cut(String.valueOf(record.getMessage()));
    }

    private static String firstParameter(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (parameters == null || parameters.length == 0) return "";
        if (parameters[0] instanceof InetSocketAddress peer)
            return peer.getHostString(); // the port differs per connection
        return LogText.cut(String.valueOf(parameters[0]));
    }
}
