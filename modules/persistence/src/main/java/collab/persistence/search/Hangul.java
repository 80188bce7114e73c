package collab.persistence.search;

/** Composes syllables of Korean letters, as Unicode defines it. */
final class Hangul {
    private static final int SYLLABLES = 0xac00;
    private static final int LEADING = 0x1100;
    private static final int LEADING_COUNT = 19;
    private static final int VOWELS = 0x1161;
    private static final int VOWEL_COUNT = 21;

    /** The letter before the first trailing consonant: a syllable without one. */
    private static final int TRAILING = 0x11a7;

    private static final int TRAILING_COUNT = 28;

    private Hangul() {}

    /** The syllable of what is written so far and the next letter, or 0 if they are none. */
    static int compose(String written, int letter) {
        if (written.length() != 1) return 0;
        int before = written.charAt(0);
        int leading = before - LEADING;
        int vowel = letter - VOWELS;
        if (isWithin(leading, LEADING_COUNT) && isWithin(vowel, VOWEL_COUNT)) {
            return SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT;
        }
        int syllable = before - SYLLABLES;
        int trailing = letter - TRAILING;
        boolean open =
                isWithin(syllable, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT) && syllable % TRAILING_COUNT == 0;
        return open && trailing > 0 && trailing < TRAILING_COUNT ? before + trailing : 0;
    }

    private static boolean isWithin(int index, int count) {
        return index >= 0 && index < count;
    }
}
