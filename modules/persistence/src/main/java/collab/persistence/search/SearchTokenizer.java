package collab.persistence.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Splits texts into the tokens of the search index. It takes time linear in the length of the text.
 *
 * <p>A token is a word (letters, digits and marks of a script with spaces, as {@link CharacterFolding} writes them), a character of a
 * script without spaces or of Korean, whose words have endings, or a symbol, for example an emoji. So a search finds words beside other
 * scripts, and any part of a Chinese, Japanese, Korean or Thai text as a phrase of characters. {@link #GAP} is between two characters
 * with a space or punctuation between them, so that no word is found across it.
 */
public final class SearchTokenizer {
    /** Raise it with each change of the tokens of a text, also one of the Unicode version: stores then build their index again. */
    public static final int VERSION = 1;

    /** Between two runs of characters of scripts without spaces. It occurs in no other token. */
    public static final String GAP = "·";

    /** Longer words are stored and found by their beginning. */
    static final int TERM_CHARS_MAX = 255;

    private static final Set<UnicodeScript> SCRIPTS = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN,
            UnicodeScript.YI,
            UnicodeScript.JAVANESE,
            UnicodeScript.BALINESE,
            UnicodeScript.TAI_LE,
            UnicodeScript.NEW_TAI_LUE,
            UnicodeScript.TAI_THAM,
            UnicodeScript.TAI_VIET);

    /** All characters of these scripts are at or above this code point. */
    private static final int FIRST_UNSPACED = 0x0e00;

    /** The mark that lengthens a vowel in Hiragana and in Katakana; Unicode assigns it to neither script. */
    private static final int PROLONGED_SOUND = 0x30fc;

    private static final int JOINER = 0x200d;

    private final String text;
    private final List<SearchToken> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int wordBegin;
    private int wordEnd;

    /** What the last token is, and whether only characters that are left out come after it. */
    private Kind last = Kind.SEPARATOR;

    private boolean adjacent;
    private boolean joiner;

    private enum Kind {
        WORD,
        CHARACTER,
        SYMBOL,
        SEPARATOR
    }

    private SearchTokenizer(String text) {
        this.text = text;
    }

    /** The tokens of a text, in its order. */
    public static List<SearchToken> tokens(String text) {
        return new SearchTokenizer(text).split();
    }

    /** The terms of the tokens with a space between them; a space is in no term. */
    public static String terms(String text) {
        return tokens(text).stream().map(SearchToken::term).collect(Collectors.joining(" "));
    }

    private List<SearchToken> split() {
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            int end = at + Character.charCount(point);
            if (point < 0x80) ascii(point, at, end);
            else other(point, at, end);
            at = end;
        }
        endWord();
        return tokens;
    }

    private void ascii(int point, int begin, int end) {
        if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')) addLetter(point, begin, end);
        else if (point >= 'A' && point <= 'Z') addLetter(point + ('a' - 'A'), begin, end);
        else separate();
    }

    private void other(int point, int begin, int end) {
        String form = CharacterFolding.fold(point);
        if (form.isEmpty()) {
            leaveOut(point, end);
            return;
        }
        for (int at = 0; at < form.length(); ) {
            int part = form.codePointAt(at);
            at += Character.charCount(part);
            accept(part, begin, end);
        }
    }

    private void accept(int point, int begin, int end) {
        switch (point) {
            case CharacterFolding.VOICED, CharacterFolding.SEMI_VOICED -> compose(point, end);
            case CharacterFolding.BREVE -> shorten(end);
            default -> {
                switch (kind(point)) {
                    case WORD -> addLetter(point, begin, end);
                    case CHARACTER -> addCharacter(point, begin, end);
                    case SYMBOL -> addSymbol(point, begin, end);
                    case SEPARATOR -> separate();
                }
            }
        }
    }

    private static Kind kind(int point) {
        if (CharacterFolding.isPictograph(point)) return Kind.SYMBOL;
        return switch (Character.getType(point)) {
            case Character.OTHER_SYMBOL -> Kind.SYMBOL;
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE -> isUnspaced(point) ? Kind.CHARACTER : Kind.WORD;
            default -> Kind.SEPARATOR;
        };
    }

    private static boolean isUnspaced(int point) {
        return point >= FIRST_UNSPACED && (point == PROLONGED_SOUND || SCRIPTS.contains(UnicodeScript.of(point)));
    }

    // ---- Words ----

    private void addLetter(int point, int begin, int end) {
        if (word.isEmpty()) wordBegin = begin;
        if (word.length() + Character.charCount(point) <= TERM_CHARS_MAX) word.appendCodePoint(point);
        wordEnd = end;
        adjacent = true;
        joiner = false;
    }

    private void endWord() {
        if (word.isEmpty()) return;
        tokens.add(new SearchToken(word.toString(), wordBegin, wordEnd, false));
        word.setLength(0);
        last = Kind.WORD;
    }

    private void separate() {
        endWord();
        adjacent = false;
        joiner = false;
    }

    /** Accents belong to the token before them; other characters that are left out belong to a word only if it continues. */
    private void leaveOut(int point, int end) {
        if (point == JOINER) joiner = true;
        else if (Character.getType(point) != Character.FORMAT || point >= 0xe0000) extend(end);
    }

    private void extend(int end) {
        if (!adjacent) return;
        if (!word.isEmpty()) {
            wordEnd = end;
        } else if (!tokens.isEmpty()) {
            SearchToken token = tokens.getLast();
            tokens.set(tokens.size() - 1, new SearchToken(token.term(), token.begin(), end, token.joined()));
        }
    }

    private void shorten(int end) {
        if (adjacent && !word.isEmpty() && word.charAt(word.length() - 1) == CharacterFolding.CYRILLIC_I) {
            word.setCharAt(word.length() - 1, (char) CharacterFolding.CYRILLIC_SHORT_I);
        }
        extend(end);
    }

    // ---- Characters of scripts without spaces ----

    private void addCharacter(int point, int begin, int end) {
        endWord();
        if (adjacent && last == Kind.CHARACTER) {
            SearchToken before = tokens.getLast();
            int syllable = Hangul.compose(before.term(), point);
            if (syllable != 0) {
                replaceLast(Character.toString(syllable), end);
                return;
            }
        }
        if (!adjacent && last == Kind.CHARACTER) tokens.add(new SearchToken(GAP, begin, begin, false));
        tokens.add(new SearchToken(Character.toString(point), begin, end, false));
        last = Kind.CHARACTER;
        adjacent = true;
        joiner = false;
    }

    private void compose(int mark, int end) {
        if (!adjacent || last != Kind.CHARACTER || !word.isEmpty()) return;
        String composed = Normalizer.normalize(tokens.getLast().term() + Character.toString(mark), Form.NFC);
        if (composed.codePointCount(0, composed.length()) == 1) replaceLast(composed, end);
        else extend(end);
    }

    private void replaceLast(String term, int end) {
        SearchToken token = tokens.getLast();
        tokens.set(tokens.size() - 1, new SearchToken(term, token.begin(), end, token.joined()));
    }

    // ---- Symbols ----

    private void addSymbol(int point, int begin, int end) {
        endWord();
        boolean continues = adjacent && last == Kind.SYMBOL;
        if (continues && isFlagLetter(point) && isFlagLetter(tokens.getLast().term())) {
            replaceLast(tokens.getLast().term() + Character.toString(point), end);
            return;
        }
        boolean joined = continues && (joiner || Character.isEmojiModifier(point));
        tokens.add(new SearchToken(Character.toString(point), begin, end, joined));
        last = Kind.SYMBOL;
        adjacent = true;
        joiner = false;
    }

    /** Two of these letters are the flag of a country. */
    private static boolean isFlagLetter(int point) {
        return point >= 0x1f1e6 && point <= 0x1f1ff;
    }

    private static boolean isFlagLetter(String term) {
        return term.length() == 2 && isFlagLetter(term.codePointAt(0));
    }
}
