package collab.wire;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Writes JSON as UTF-8 bytes. */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;

    JsonBytes raw(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonBytes raw(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) bytes[length++] = (byte) ascii.charAt(i);
        return this;
    }

    JsonBytes raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    JsonBytes number(long number) {
        return raw(Long.toString(number));
    }

    JsonBytes string(String text) {
        reserve(text.length() * 3 + 2); // UTF-8 needs at most three bytes per char; escapes reserve their own space
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) i += character(text, i);
        return raw('"');
    }

    /** An RFC 3339 string in UTC with milliseconds. */
    JsonBytes timestamp(Timestamp timestamp) {
        Instant instant = Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        raw('"').digits(utc.getYear(), 4)
                .raw('-')
                .digits(utc.getMonthValue(), 2)
                .raw('-')
                .digits(utc.getDayOfMonth(), 2);
        raw('T').digits(utc.getHour(), 2)
                .raw(':')
                .digits(utc.getMinute(), 2)
                .raw(':')
                .digits(utc.getSecond(), 2);
        return raw('.').digits(utc.getNano() / 1_000_000, 3).raw("Z\"");
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private JsonBytes digits(int number, int width) {
        reserve(width);
        for (int i = width - 1, rest = number; i >= 0; i--, rest /= 10) bytes[length + i] = (byte) ('0' + rest % 10);
        length += width;
        return this;
    }

    /** Writes the character at {@code i}. Returns 1 when the character has two chars, otherwise 0. */
    private int character(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x80) {
            ascii(c);
        } else if (c < 0x800) {
            reserve(2);
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (!Character.isSurrogate(c)) {
            threeBytes(c);
        } else if (Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            fourBytes(Character.toCodePoint(c, text.charAt(i + 1)));
            return 1;
        } else {
            threeBytes('\uFFFD'); // an unpaired surrogate
        }
        return 0;
    }

    private void ascii(char c) {
        if (c >= 0x20 && c != '"' && c != '\\') {
            raw(c);
        } else if (c == '"' || c == '\\') {
            raw('\\').raw(c);
        } else if (c == '\n') {
            raw("\\n");
        } else {
            reserve(6);
            raw("\\u00");
            bytes[length++] = HEX[c >> 4];
            bytes[length++] = HEX[c & 0xF];
        }
    }

    private void threeBytes(char c) {
        reserve(3);
        bytes[length++] = (byte) (0xE0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (c & 0x3F));
    }

    private void fourBytes(int codePoint) {
        reserve(4);
        bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
    }

    private void reserve(int more) {
        if (bytes.length - length < more) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
