package collab.persistence.sqlite;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The signs of scripts that are written without spaces between words: Chinese, Japanese, Thai and their like. To the index of words a
 * whole sentence of them is one word, so they have an index of their own, in which each sign is a word and what is looked for is a
 * phrase: any part of a text is found.
 */
final class CjkTokenizer {
    private static final Set<UnicodeScript> SCRIPTS = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    /** Lengthens a vowel in both kinds of kana, and therefore belongs to neither script. */
    private static final int PROLONGED_SOUND = 0x30fc;

    /** Stands between runs of signs, so that no phrase reaches from one to the next; no sign itself. */
    private static final String GAP = " 0 ";

    private static final int BELOW_ALL = 0x0e00;

    private static final int PAGE = 500;

    private CjkTokenizer() {}

    /** Puts every message that has some into a table like {@code message_sign}. */
    static void index(Statements statements, String table) {
        String insert = "INSERT INTO " + table + " (rowid, signs) VALUES (?, ?)";
        List<Row> page = page(statements, 0);
        while (!page.isEmpty()) {
            for (Row row : page) {
                String signs = spaced(row.text());
                if (!signs.isEmpty()) statements.run(insert, row.id(), signs);
            }
            page = page(statements, page.getLast().id());
        }
    }

    private record Row(long id, String text) {}

    private static List<Row> page(Statements statements, long after) {
        return statements.list(
                "SELECT id, text FROM message WHERE id > ? AND text <> '' ORDER BY id LIMIT ?",
                row -> new Row(RowMappers.number(row, 1), RowMappers.text(row, 2)),
                after,
                PAGE);
    }

    static boolean in(String text) {
        return text.codePoints().anyMatch(CjkTokenizer::isSign);
    }

    /** As the index reads them; empty when there are none. What is a mark upon a letter is left out. */
    static String spaced(String text) {
        StringBuilder signs = new StringBuilder();
        boolean run = false;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (isSign(point)) {
                if (!signs.isEmpty()) signs.append(run ? " " : GAP);
                signs.appendCodePoint(point);
                run = true;
            } else if (!isMark(point)) {
                run = false;
            }
        }
        return signs.toString();
    }

    private static boolean isSign(int point) {
        if (point < BELOW_ALL) return false;
        return point == PROLONGED_SOUND
                || (SCRIPTS.contains(UnicodeScript.of(point)) && Character.isLetterOrDigit(point));
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.FORMAT;
    }
}
