package collab.persistence.sqlite.query;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Tokenizes text in scripts without spaces between words: Chinese, Japanese, Thai and similar ones. For the index of words, a
 * whole sentence in such a script is one word. Therefore a second index, {@code message_sign}, stores each character as a token,
 * and a search looks for a phrase of tokens: it finds any part of a text.
 */
public final class CjkTokenizer {
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

    /** The mark that lengthens a vowel in Hiragana and in Katakana; Unicode assigns it to neither script. */
    private static final int PROLONGED_SOUND = 0x30fc;

    /** A token between two runs of characters, so that no phrase matches across them. It is not a character of the scripts. */
    private static final String GAP = " 0 ";

    /** All characters of the scripts are at or above this code point. */
    private static final int FIRST_CODE_POINT = 0x0e00;

    private static final int PAGE = 500;

    private static final String MESSAGES_AFTER = """
            SELECT id, text FROM message WHERE id > ? AND text <> '' ORDER BY id LIMIT ?
            """;

    private CjkTokenizer() {}

    /** Adds every message that contains such characters to a table with the columns of {@code message_sign}. */
    public static void index(Statements statements, String table) {
        String insert = "INSERT INTO " + table + " (rowid, signs) VALUES (?, ?)";
        List<MessageText> page = page(statements, 0);
        while (!page.isEmpty()) {
            for (MessageText message : page) {
                String tokens = tokens(message.text());
                if (!tokens.isEmpty()) statements.run(insert, message.id(), tokens);
            }
            page = page(statements, page.getLast().id());
        }
    }

    private record MessageText(long id, String text) {}

    private static List<MessageText> page(Statements statements, long after) {
        return statements.list(MESSAGES_AFTER, row -> new MessageText(row.number("id"), row.text("text")), after, PAGE);
    }

    /** Whether the text contains a character of the scripts. */
    public static boolean appliesTo(String text) {
        return text.codePoints().anyMatch(CjkTokenizer::isToken);
    }

    /** The characters of the scripts, separated by spaces, as the index stores them; empty if there are none. Marks are omitted. */
    public static String tokens(String text) {
        StringBuilder tokens = new StringBuilder();
        boolean run = false;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (isToken(point)) {
                if (!tokens.isEmpty()) tokens.append(run ? " " : GAP);
                tokens.appendCodePoint(point);
                run = true;
            } else if (!isMark(point)) {
                run = false;
            }
        }
        return tokens.toString();
    }

    private static boolean isToken(int point) {
        if (point < FIRST_CODE_POINT) return false;
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
