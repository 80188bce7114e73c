package collab.bench.load;

import java.nio.ByteBuffer;

/**
 * The time at which an event was due, embedded in its text: {@code @b} and nineteen digits of {@link System#nanoTime}.
 * Sender and receiver are in this process, so they use the same clock. It is found without parsing the frame.
 */
public final class DueTimestamp {
    private static final int DIGITS = 19;
    private static final int LENGTH = DIGITS + 2;
    private static final String FILLER = " The quick brown fox jumps over the lazy dog, again and again.";

    /** The frame has no timestamp. */
    static final long NONE = -1;

    private DueTimestamp() {}

    /** Returns a text that begins with the timestamp and makes a frame of about 300 bytes. */
    public static String text(long nanos) {
        String digits = Long.toString(nanos);
        return "@b" + "0".repeat(DIGITS - digits.length()) + digits + FILLER;
    }

    static long find(ByteBuffer bytes, int from, int end) {
        for (int at = from; at <= end - LENGTH; at++) {
            if (bytes.get(at) == '@' && bytes.get(at + 1) == 'b') return digits(bytes, at + 2);
        }
        return NONE;
    }

    private static long digits(ByteBuffer bytes, int from) {
        long value = 0;
        for (int at = from; at < from + DIGITS; at++) {
            int digit = bytes.get(at) - '0';
            if (digit < 0 || digit > 9) return NONE;
            value = value * 10 + digit;
        }
        return value;
    }
}
