package collab.archive.text;

/** The rules of CommonMark for the marks of emphasis: where a run of marks can begin and end one. */
final class EmphasisMarks {
    private EmphasisMarks() {}

    /** Whether a mark between these characters can begin an emphasis. */
    static boolean opens(int sign, int before, int after) {
        return flanks(before, after) && (sign != '_' || !flanks(after, before) || isPunctuation(before));
    }

    /** Whether a mark between these characters can end an emphasis. */
    static boolean closes(int sign, int before, int after) {
        return flanks(after, before) && (sign != '_' || !flanks(before, after) || isPunctuation(after));
    }

    /** Whether a run of marks is left-flanking; with the arguments exchanged, whether it is right-flanking. */
    private static boolean flanks(int before, int after) {
        return !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
    }

    static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    /** Punctuation and symbols, as CommonMark counts them. */
    static boolean isPunctuation(int point) {
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MATH_SYMBOL,
                    Character.CURRENCY_SYMBOL,
                    Character.MODIFIER_SYMBOL,
                    Character.OTHER_SYMBOL -> true;
            default -> false;
        };
    }
}
