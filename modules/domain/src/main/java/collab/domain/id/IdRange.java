package collab.domain.id;

/** The range of all ids: positive, and exact as a JSON number in every language (below 2^53). */
public final class IdRange {
    public static final long MAX = (1L << 53) - 1;

    private IdRange() {}

    static void check(String what, long value) {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException(what + " must be between 1 and " + MAX + ", is " + value);
        }
    }
}
