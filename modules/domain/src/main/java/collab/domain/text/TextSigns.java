package collab.domain.text;

/**
 * The classes of characters with which the grammar of messages decides where mentions and addresses begin and end. The page has the same
 * classes in {@code text-signs.js}; both are ranges of code units, so that the Unicode version of the runtime changes nothing.
 */
final class TextSigns {
    /** Characters that have a meaning in messages; a backslash before one of them takes the meaning away. */
    private static final String ESCAPABLE = "\\`*_~[]<>@:#+-|";

    private TextSigns() {}

    /** Returns the character, or U+0000 outside of the text; no class contains U+0000 except {@link #isSpace}. */
    static char at(String text, int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : '\0';
    }

    static boolean isDigit(char sign) {
        return sign >= '0' && sign <= '9';
    }

    /** An ASCII letter or digit. */
    static boolean isAlphanumeric(char sign) {
        return isDigit(sign) || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z');
    }

    /** A space or a tab. */
    static boolean isBlank(char sign) {
        return sign == ' ' || sign == '\t';
    }

    /**
     * Whether a character continues a word to which an at-sign or an address next to it would belong: letters of the alphabets from
     * which addresses and look-alikes of usernames are made. The letters of other scripts stand beside a mention without a space.
     */
    static boolean joins(char sign) {
        if (sign < 0xaa) return isAlphanumeric(sign);
        return sign == 0xaa
                || sign == 0xb5
                || sign == 0xba
                || (sign >= 0xc0 && sign <= 0x2af && sign != 0xd7 && sign != 0xf7)
                || (sign >= 0x300 && sign <= 0x52f)
                || (sign >= 0x1e00 && sign <= 0x1fff)
                || (sign >= 0x2c60 && sign <= 0x2c7f)
                || (sign >= 0xa640 && sign <= 0xa69f)
                || (sign >= 0xa720 && sign <= 0xa7ff);
    }

    /** White space, controls and invisible format characters: no address contains them. */
    static boolean isSpace(char sign) {
        return sign <= 0x20
                || (sign >= 0x7f && sign <= 0xa0)
                || sign == 0x1680
                || (sign >= 0x2000 && sign <= 0x200b)
                || (sign >= 0x2028 && sign <= 0x202f)
                || (sign >= 0x205f && sign <= 0x206f)
                || sign == 0x3000
                || sign == 0xfeff;
    }

    /** The quotation marks and the punctuation of East Asian scripts, which end an address. */
    static boolean isWidePunctuation(char sign) {
        return sign == 0xab
                || sign == 0xbb
                || (sign >= 0x2018 && sign <= 0x201f)
                || sign == 0x2026
                || (sign >= 0x3001 && sign <= 0x3003)
                || (sign >= 0x3008 && sign <= 0x301f)
                || (sign >= 0xff01 && sign <= 0xff0f)
                || (sign >= 0xff1a && sign <= 0xff20)
                || (sign >= 0xff3b && sign <= 0xff40)
                || (sign >= 0xff5b && sign <= 0xff65);
    }

    /** Whether a backslash takes the meaning of the next character away. {@code 1\.} is no list. */
    static boolean isEscape(String text, int backslash) {
        char next = at(text, backslash + 1);
        return (next != '\0' && ESCAPABLE.indexOf(next) >= 0)
                || ((next == '.' || next == ')') && isDigit(at(text, backslash - 1)));
    }

    static int skipBlanks(String text, int from) {
        int at = from;
        while (isBlank(at(text, at))) at++;
        return at;
    }

    /** Returns the length of the run of one character that begins at an index, or 0. */
    static int runLength(String text, int from, char sign) {
        int end = from;
        while (end < text.length() && text.charAt(end) == sign) end++;
        return end - from;
    }

    /** @param prefix in lower case; only ASCII letters are compared without case */
    static boolean startsWith(String text, int from, String prefix) {
        if (from + prefix.length() > text.length()) return false;
        for (int at = 0; at < prefix.length(); at++) {
            char sign = text.charAt(from + at);
            char lower = sign >= 'A' && sign <= 'Z' ? (char) (sign + ('a' - 'A')) : sign;
            if (lower != prefix.charAt(at)) return false;
        }
        return true;
    }
}
