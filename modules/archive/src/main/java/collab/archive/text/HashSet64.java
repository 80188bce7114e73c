package collab.archive.text;

import java.util.Arrays;

/** A set of 64-bit hashes: 11 to 22 bytes for each, and 32 bytes while the set grows. Its size is not bounded. */
public final class HashSet64 {
    private static final int FIRST = 1 << 10;

    private long[] slots = new long[FIRST];
    private int size;

    /** Returns whether the hash was new. */
    public boolean add(long hash) {
        long value = hash == 0 ? 1 : hash; // 0 is a free slot
        if (!put(slots, value)) return false;
        if (++size > slots.length / 4 * 3) grow();
        return true;
    }

    private static boolean put(long[] slots, long value) {
        int at = (int) (value ^ value >>> 32) & slots.length - 1;
        while (slots[at] != 0) {
            if (slots[at] == value) return false;
            at = at + 1 & slots.length - 1;
        }
        slots[at] = value;
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        Arrays.stream(slots).filter(value -> value != 0).forEach(value -> put(larger, value));
        slots = larger;
    }
}
