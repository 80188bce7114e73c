package collab.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes log records to stdout, one line per record, for people or as JSON. Control characters in a message are escaped, so that
 * input cannot forge a line or change the colors of a terminal.
 *
 * <p>Lines are held back until {@link #release}, because the first lines of a process are its {@code listening} lines.
 */
public final class Logs extends Handler {
    /** The format of a line. */
    public enum Format {
        HUMAN,
        JSON
    }

    /** Lines held back at most; at the bound the oldest is dropped. */
    private static final int HELD_MAX = 1_000;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Kept reachable: a logger without a strong reference is collected and loses its level. */
    private static final Logger OURS = Logger.getLogger("collab");

    private final PrintStream out;
    private final Format format;

    /** Empty after the release. */
    @GuardedBy("this")
    private final Deque<String> held = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean released;

    private Logs(PrintStream out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** Installs the only handler of the process. Libraries are logged from {@code WARNING} on. */
    public static Logs install(PrintStream out, Format format, Level level) {
        Logs logs = new Logs(out, format);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) root.removeHandler(handler);
        root.addHandler(logs);
        root.setLevel(level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING);
        OURS.setLevel(level);
        Runtime.getRuntime().addShutdownHook(new Thread(logs::release, "logs-release"));
        return logs;
    }

    /** Writes the lines held back; later lines are written at once. Releasing twice has no effect. */
    public synchronized void release() {
        released = true;
        held.forEach(out::println);
        held.clear();
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) return;
        String line = format == Format.JSON ? json(record) : human(record);
        synchronized (this) {
            if (released) {
                out.println(line);
                return;
            }
            if (held.size() == HELD_MAX) held.removeFirst();
            held.addLast(line);
        }
    }

    static String human(LogRecord record) {
        StringBuilder line = new StringBuilder(CLOCK.format(record.getInstant().atZone(ZoneId.systemDefault())));
        line.append(' ')
                .append(String.format("%-7s", record.getLevel().getName()))
                .append(' ');
        line.append(record.getLoggerName()).append(": ").append(escaped(message(record)));
        if (record.getThrown() != null) line.append(" | ").append(escaped(trace(record.getThrown())));
        return line.toString();
    }

    static String json(LogRecord record) {
        StringBuilder line = new StringBuilder("{\"at\":\"").append(STAMP.format(record.getInstant()));
        line.append("\",\"level\":\"").append(record.getLevel().getName());
        line.append("\",\"logger\":\"").append(quoted(String.valueOf(record.getLoggerName())));
        line.append("\",\"message\":\"").append(quoted(message(record)));
        if (record.getThrown() != null) line.append("\",\"error\":\"").append(quoted(trace(record.getThrown())));
        return line.append("\"}").toString();
    }

    private static final Formatter PARAMETERS = new Formatter() {
        @Override
        public String format(LogRecord record) {
            return formatMessage(record);
        }
    };

    private static String message(LogRecord record) {
        return record.getMessage() == null ? "" : PARAMETERS.format(record);
    }

    /** A failure with its causes in one line: a log collector would take the lines of a stack trace for separate events. */
    private static String trace(Throwable thrown) {
        StringBuilder line = new StringBuilder();
        int causes = 0;
        for (Throwable cause = thrown; cause != null && causes < 8; cause = cause.getCause(), causes++) {
            if (causes > 0) line.append(" <- ");
            line.append(cause);
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, 12); i++)
                line.append(" at ").append(frames[i]);
        }
        return line.toString();
    }

    private static String escaped(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bad = Character.isISOControl(c) || isDirection(c) || c == '\u2028' || c == '\u2029';
            if (bad && safe == null) safe = new StringBuilder(text.length() + 16).append(text, 0, i);
            if (safe == null) continue;
            if (bad) safe.append(String.format("\\u%04x", (int) c));
            else safe.append(c);
        }
        return safe == null ? text : safe.toString();
    }

    /** Characters that change the direction of the following text, and thereby the order in which a reader sees it. */
    private static boolean isDirection(char c) {
        return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    }

    private static String quoted(String text) {
        return escaped(text.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        release();
    }
}
