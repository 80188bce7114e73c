package collab.runtime.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** The text of a log record, with bounds for what it repeats of a peer, and with control characters escaped. */
final class LogText {
    /** The longest text of one parameter, in characters; the rest is replaced by its length. */
    static final int PARAMETER_MAX = 200;

    /** The longest message, and the longest description of a failure, in characters. */
    static final int TEXT_MAX = 4_000;

    private static final int CAUSES_MAX = 8;
    private static final int FRAMES_MAX = 12;

    private static final Formatter PARAMETERS = new Formatter() {
        @Override
        public String format(LogRecord record) {
            return formatMessage(record);
        }
    };

    private LogText() {}

    /** The message with its parameters filled in, of {@link #TEXT_MAX} characters at most. */
    static String message(LogRecord record) {
        if (record.getMessage() == null) return "";
        Object[] parameters = record.getParameters();
        if (parameters == null || parameters.length == 0) return cut(record.getMessage(), TEXT_MAX);
        LogRecord bounded = new LogRecord(record.getLevel(), record.getMessage());
        bounded.setResourceBundle(record.getResourceBundle());
        bounded.setParameters(Arrays.stream(parameters).map(LogText::bounded).toArray());
        return cut(PARAMETERS.format(bounded), TEXT_MAX);
    }

    /** A number stays one, because a message may format it; everything else is a text of bounded length. */
    private static Object bounded(Object parameter) {
        return parameter instanceof Number ? parameter : cut(String.valueOf(parameter));
    }

    /** A failure with its causes in one line: a log collector would take the lines of a stack trace for separate events. */
    static String failure(Throwable thrown) {
        StringBuilder line = new StringBuilder();
        int causes = 0;
        for (Throwable cause = thrown; cause != null && causes < CAUSES_MAX; cause = cause.getCause(), causes++) {
            if (causes > 0) line.append(" <- ");
            line.append(cut(cause.toString(), TEXT_MAX / 4));
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++)
                line.append(" at ").append(frames[i]);
        }
        return cut(line.toString(), 2 * TEXT_MAX);
    }

    static String cut(String text) {
        return cut(text, PARAMETER_MAX);
    }

    private static String cut(String text, int max) {
        if (text.length() <= max) return text;
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + String.format(Locale.ROOT, "… (%d characters)", text.length());
    }

    /** Replaces control characters and characters that change the direction of text by their code. */
    static String escaped(String text) {
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

    /** The content of a JSON string. */
    static String quoted(String text) {
        return escaped(text.replace("\\", "\\\\").replace("\"", "\\\""));
    }
}
