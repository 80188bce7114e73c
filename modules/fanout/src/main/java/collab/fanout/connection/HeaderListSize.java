package collab.fanout.connection;

/**
 * An upper bound for the decoded size of header blocks (HPACK, RFC 7541), computed without decoding a text. A block of a few
 * kilobytes that refers to one long entry again and again decodes to many megabytes; Helidon 4.5.0 counts the encoded bytes
 * only.
 *
 * <p>The size is that of RFC 9113, section 6.5.2: name, value and 32 bytes for each field. A Huffman-coded text counts with
 * its longest possible length, 8 characters for 5 bytes. References to the dynamic table count with the entry that they refer
 * to: an index counts from the newest entry, so the eviction of old entries need not be followed.
 */
final class HeaderListSize {
    private static final int FIELD_BYTES = 32;
    private static final int STATIC_ENTRIES = 61;

    /** The largest entry of the static table: {@code accept-encoding: gzip, deflate}. */
    private static final int STATIC_FIELD_BYTES = FIELD_BYTES + 28;

    /** The longest name of the static table: {@code access-control-allow-origin}. */
    private static final int STATIC_NAME_BYTES = 27;

    /** Entries that fit into a dynamic table of 4,096 bytes. */
    private static final int DYNAMIC_ENTRIES_MAX = 4_096 / FIELD_BYTES;

    private final int[] names = new int[DYNAMIC_ENTRIES_MAX];
    private final int[] fields = new int[DYNAMIC_ENTRIES_MAX];
    private int inserted;

    private byte[] block = new byte[0];
    private int at;

    /** The block does not follow RFC 7541. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedException(String what) {
            super(what);
        }
    }

    /**
     * The size of a block, or the size of its first fields when it is already above {@code max}. Each block of a connection
     * must be given once, in order.
     *
     * @throws MalformedException when the block cannot be read
     */
    long of(byte[] encoded, long max) {
        block = encoded;
        at = 0;
        long size = 0;
        while (at < block.length && size <= max) size += field();
        return size;
    }

    private int field() {
        int first = block[at] & 0xff;
        if ((first & 0x80) != 0) return referred(number(7), fields, STATIC_FIELD_BYTES);
        if ((first & 0xe0) == 0x20) {
            number(5); // a new size of the dynamic table
            return 0;
        }
        boolean indexed = (first & 0x40) != 0;
        int index = number(indexed ? 6 : 4);
        int name = index == 0 ? text() : referred(index, names, STATIC_NAME_BYTES);
        int field = FIELD_BYTES + name + text();
        if (indexed) {
            names[inserted % DYNAMIC_ENTRIES_MAX] = name;
            fields[inserted % DYNAMIC_ENTRIES_MAX] = field;
            inserted++;
        }
        return field;
    }

    private int referred(int index, int[] sizes, int ofStaticEntry) {
        if (index == 0) throw new MalformedException("a reference to entry 0");
        if (index <= STATIC_ENTRIES) return ofStaticEntry;
        int age = index - STATIC_ENTRIES;
        if (age > inserted || age > DYNAMIC_ENTRIES_MAX) {
            throw new MalformedException("a reference to the missing entry " + index);
        }
        return sizes[(inserted - age) % DYNAMIC_ENTRIES_MAX];
    }

    /** The longest length of a text, which is skipped. */
    private int text() {
        if (at >= block.length) throw new MalformedException("the block ends before a text");
        boolean huffman = (block[at] & 0x80) != 0;
        int length = number(7);
        if (length > block.length - at) throw new MalformedException("the block ends within a text");
        at += length;
        return huffman ? Math.ceilDiv(length * 8, 5) : length;
    }

    /** RFC 7541, section 5.1. */
    private int number(int prefixBits) {
        int max = (1 << prefixBits) - 1;
        int number = block[at++] & max;
        if (number < max) return number;
        for (int shift = 0; shift <= 14; shift += 7) {
            if (at >= block.length) throw new MalformedException("the block ends within a number");
            int next = block[at++] & 0xff;
            number += (next & 0x7f) << shift;
            if ((next & 0x80) == 0) return number;
        }
        throw new MalformedException("a number above two million");
    }
}
