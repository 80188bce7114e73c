package collab.runtime.log;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Writes log records to stdout, one line per record, for people or as JSON. Control characters in a message are escaped, so that
 * input cannot forge a line or change the colors of a terminal.
 *
 * <p>Logging never blocks the caller: {@link LogWriter} drops lines when stdout is not read, {@link LogThrottle} limits how many
 * records of one kind are written per second, and {@link LogText} limits their length. Lines are held back until {@link #release},
 * because the first lines of a process are its {@code listening} lines.
 */
public final class Logs extends Handler {
    /** The format of a line. */
    public enum Format {
        HUMAN,
        JSON
    }

    /** How long {@link #flush} waits at the end of the process until stdout is read. */
    private static final Duration FLUSH_MAX = Duration.ofSeconds(1);

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Kept reachable: a logger without a strong reference is collected and loses its level. */
    private static final Logger OURS = Logger.getLogger("collab");

    private final Format format;
    private final LogThrottle throttle;
    private final LogWriter writer;

    /** Receives each record that is loggable, also one that the throttle leaves out. */
    private volatile Consumer<LogRecord> watcher = _ -> {};

    private Logs(Format format, LogThrottle throttle, LogWriter writer) {
        this.format = format;
        this.throttle = throttle;
        this.writer = writer;
    }

    /** A handler with a thread of its own, not yet installed. */
    static Logs start(PrintStream out, Format format, LongSupplier nanos) {
        LogThrottle throttle = new LogThrottle(nanos);
        return new Logs(format, throttle, LogWriter.start(out, () -> summaryLines(throttle, format)));
    }

    /** Installs the only handler of the process. Libraries are logged from {@code WARNING} on. */
    public static Logs install(PrintStream out, Format format, Level level) {
        Logs logs = start(out, format, System::nanoTime);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) root.removeHandler(handler);
        root.addHandler(logs);
        root.setLevel(level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING);
        OURS.setLevel(level);
        Runtime.getRuntime().addShutdownHook(new Thread(logs::flush, "log-flush"));
        return logs;
    }

    /** The installed handler; empty in tests and in programs that do not run a server or gateway. */
    public static Optional<Logs> installed() {
        return Stream.of(Logger.getLogger("").getHandlers())
                .filter(Logs.class::isInstance)
                .map(Logs.class::cast)
                .findFirst();
    }

    /** Writes the lines held back; later lines are written as they come. A second call has no effect. */
    public void release() {
        writer.release();
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) return;
        if (throttle.admits(record)) writer.enqueue(line(record, format));
        watcher.accept(record);
    }

    /** From now on, the watcher receives each record after it is queued, on the thread that logs. */
    public void watch(Consumer<LogRecord> next) {
        watcher = next;
    }

    /** Lines lost because stdout was not read fast enough. */
    public long droppedLines() {
        return writer.dropped();
    }

    /** Records left out because too many of their kind came within a second. */
    public long suppressedRecords() {
        return throttle.suppressed();
    }

    private static Deque<String> summaryLines(LogThrottle throttle, Format format) {
        Deque<String> lines = new ArrayDeque<>();
        for (String summary : throttle.summaries()) {
            LogRecord record = new LogRecord(Level.WARNING, summary);
            record.setLoggerName("collab.log");
            record.setInstant(Instant.now());
            lines.add(line(record, format));
        }
        return lines;
    }

    private static String line(LogRecord record, Format format) {
        return format == Format.JSON ? json(record) : human(record);
    }

    static String human(LogRecord record) {
        StringBuilder line = new StringBuilder(CLOCK.format(record.getInstant().atZone(ZoneId.systemDefault())));
        line.append(' ')
                .append(String.format("%-7s", record.getLevel().getName()))
                .append(' ');
        line.append(record.getLoggerName()).append(": ").append(LogText.escaped(LogText.message(record)));
        if (record.getThrown() != null) line.append(" | ").append(LogText.escaped(LogText.failure(record.getThrown())));
        return line.toString();
    }

    static String json(LogRecord record) {
        StringBuilder line = new StringBuilder("{\"at\":\"").append(STAMP.format(record.getInstant()));
        line.append("\",\"level\":\"").append(record.getLevel().getName());
        line.append("\",\"logger\":\"").append(LogText.quoted(String.valueOf(record.getLoggerName())));
        line.append("\",\"message\":\"").append(LogText.quoted(LogText.message(record)));
        if (record.getThrown() != null)
            line.append("\",\"error\":\"").append(LogText.quoted(LogText.failure(record.getThrown())));
        return line.append("\"}").toString();
    }

    /** Writes the lines that wait, but not longer than a second. */
    @Override
    public void flush() {
        release();
        writer.awaitWritten(FLUSH_MAX);
    }

    @Override
    public void close() {
        flush();
        writer.close();
    }
}
