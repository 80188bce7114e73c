package collab.websocket.frame;

/**
 * Validates UTF-8 incrementally: a character may be split between two calls, and the first invalid byte is found in the call that
 * contains it. Overlong forms, surrogates and code points above U+10FFFF are invalid (RFC 3629).
 */
final class Utf8Validator {
    /** The number of missing bytes of the current character, and the valid range of the next byte. */
    private int pending;

    private int low;
    private int high;

    /** Validates {@code bytes[from, to)}; false when they cannot continue well-formed text. */
    boolean feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int next = bytes[i] & 0xFF;
            if (pending == 0) {
                if (next >= 0x80 && !begin(next)) return false;
            } else {
                if (next < low || next > high) return false;
                pending--;
                low = 0x80;
                high = 0xBF;
            }
        }
        return true;
    }

    private boolean begin(int first) {
        low = 0x80;
        high = 0xBF;
        if (first >= 0xC2 && first <= 0xDF) {
            pending = 1;
        } else if (first >= 0xE0 && first <= 0xEF) {
            pending = 2;
            if (first == 0xE0) low = 0xA0; // below: overlong
            if (first == 0xED) high = 0x9F; // above: surrogates
        } else if (first >= 0xF0 && first <= 0xF4) {
            pending = 3;
            if (first == 0xF0) low = 0x90; // below: overlong
            if (first == 0xF4) high = 0x8F; // above: beyond U+10FFFF
        } else {
            return false;
        }
        return true;
    }

    /** Whether the text so far ends at a character boundary. */
    boolean complete() {
        return pending == 0;
    }
}
