package collab.persistence.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Maps each character to the form in which the index stores it: without case, width, ligature, style and accent. The form of a text
 * is that of its characters, one after the other, so that each token keeps its place in the text.
 */
final class CharacterFolding {
    /** The accents of these scripts, and those that Unicode assigns to no script, are left out. Elsewhere marks are vowels and tones. */
    private static final Set<UnicodeScript> ACCENTED = EnumSet.of(
            UnicodeScript.INHERITED,
            UnicodeScript.COMMON,
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.HEBREW,
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.COPTIC,
            UnicodeScript.ETHIOPIC,
            UnicodeScript.SAMARITAN,
            UnicodeScript.MANDAIC,
            UnicodeScript.NKO,
            UnicodeScript.ADLAM,
            UnicodeScript.MONGOLIAN);

    /** The marks of Kana that make another letter: ga of ka, pa of ha. */
    static final int VOICED = 0x3099;

    static final int SEMI_VOICED = 0x309a;

    /** Makes another letter of the Cyrillic i; an accent elsewhere. */
    static final int BREVE = 0x0306;

    static final int CYRILLIC_I = 'и';

    static final int CYRILLIC_SHORT_I = 'й';

    /** Lengthens words in Arabic typesetting. */
    private static final int TATWEEL = 0x0640;

    /** The okina of Polynesian languages and the apostrophe of Ukrainian, which people type as an apostrophe. */
    private static final Set<Integer> APOSTROPHES = Set.of(0x02bb, 0x02bc);

    /** Letters that Unicode does not decompose, and what people type for them. */
    private static final Map<Integer, String> LETTERS = letters();

    /** Symbols whose compatibility form is letters that are no part of the word before them. */
    private static final int SERVICE_MARK = 0x2120;

    /** The forms of the characters below this one are kept. */
    private static final int KEPT_MAX = 0x3400;

    /** Filled on demand; threads may compute the same form twice. */
    private static final String[] KEPT = new String[KEPT_MAX];

    private CharacterFolding() {}

    /** The form of a character: empty for one that is left out, several characters for a ligature. */
    static String fold(int point) {
        if (point >= KEPT_MAX) return isUnchanged(point) ? Character.toString(point) : compute(point);
        String kept = KEPT[point];
        if (kept == null) {
            kept = compute(point);
            KEPT[point] = kept;
        }
        return kept;
    }

    /** Han characters and syllables of Hangul: most characters above {@link #KEPT_MAX}. */
    private static boolean isUnchanged(int point) {
        return point <= 0x4dbf || (point >= 0x4e00 && point <= 0x9fff) || (point >= 0xac00 && point <= 0xd7a3);
    }

    private static String compute(int point) {
        int type = Character.getType(point);
        if (type == Character.SURROGATE) return " ";
        if (isPictograph(point)) return Character.toString(point);
        StringBuilder form = new StringBuilder();
        Normalizer.normalize(Character.toString(point), Form.NFKD).codePoints().forEach(part -> add(form, part));
        return form.toString();
    }

    /** A symbol that keeps its form, for example an emoji. */
    static boolean isPictograph(int point) {
        return point > 0x7f
                && (Character.isExtendedPictographic(point)
                        || Character.isEmojiModifier(point)
                        || point == SERVICE_MARK);
    }

    private static void add(StringBuilder form, int part) {
        if (isLeftOut(part)) return;
        if (APOSTROPHES.contains(part)) {
            form.append(' ');
            return;
        }
        if (Character.getType(part) == Character.DECIMAL_DIGIT_NUMBER) {
            form.append((char) ('0' + Character.digit(part, 10)));
            return;
        }
        int lower = Character.toLowerCase(Character.toUpperCase(part));
        String letters = LETTERS.get(lower);
        if (letters != null) form.append(letters);
        else form.appendCodePoint(lower);
    }

    private static boolean isLeftOut(int part) {
        if (part == TATWEEL) return true;
        if (part == VOICED || part == SEMI_VOICED || part == BREVE) return false;
        return switch (Character.getType(part)) {
            case Character.FORMAT -> true;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> ACCENTED.contains(UnicodeScript.of(part));
            default -> false;
        };
    }

    private static Map<Integer, String> letters() {
        Map<Integer, String> letters = new HashMap<>();
        String pairs =
                "łl øo đd ħh ŧt ƀb ɓb ƈc ɗd ɖd ƒf ɠg ǥg ɨi ƙk ƚl ɫl ɲn ƞn ƥp ʠq ɍr ƭt ʈt ʉu ʋv ⱳw ƴy ɏy ƶz ȥz ⱥa ȼc ɇe"
                        + " ɉj ⱦt ıi ĸk ŋn ßss æae œoe þth ðd ǝe əe"
                        + " ٱا ىي یي کك ةه ۀه"; // Arabic and Persian keyboards have different letters of one shape
        for (String pair : pairs.split(" ", -1)) {
            letters.put(pair.codePointAt(0), pair.substring(Character.charCount(pair.codePointAt(0))));
        }
        return Map.copyOf(letters);
    }
}
