package collab.persistence.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokens of texts in many scripts. */
class SearchTokenizerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "The quick-brown fox_1        | the quick brown fox 1",
                "it's foo.bar, /usr/local/bin | it s foo bar usr local bin",
                "Java入門                      | java 入 門",
                "ＡＢＣ株式会社                  | abc 株 式 会 社",
                "東京 タワー、の上              | 東 京 · タ ワ ー · の 上",
                "ｶﾞｲﾄﾞ ガイド                   | ガ イ ド · ガ イ ド",
                "서버가 다운                    | 서 버 가 · 다 운",
                "ㅋㅋ                          | \u110f \u110f",
                "ที่นี่                          | ท \u0e35 \u0e48 น \u0e35 \u0e48",
                "हिन्दी में                      | हिन्दी में",
                "Καλημέρα ΟΔΟΣ                | καλημερα οδοσ",
                "שָׁלוֹם                         | שלום",
                "مُحَمَّد العـــربية               | محمد العربيه",
                "Zażółć gęślą jaźń Łódź        | zazolc gesla jazn lodz",
                "İstanbul ISPARTA ısı          | istanbul isparta isi",
                "Straße STRASSE ẞ              | strasse strasse ss",
                "Ёлка ёж Йод й                 | елка еж йод й",
                "Việt Nam Đà Nẵng              | viet nam da nang",
                "Œuvre Ærø smørrebrød          | oeuvre aero smorrebrod",
                "ﬁnal ① Ⅷ m²                  | final 1 viii m2",
                "٣٤ १२ ๕                       | 34 12 5",
                "Java™ ©2026                   | java ™ © 2026",
                "п’ять пʼять                    | п ять п ять",
                "᠊                             | ``",
                "\uD83C\uDF89party\uD83C\uDF89 | \uD83C\uDF89 party \uD83C\uDF89",
                "\u2764\uFE0F \u2764           | \u2764 \u2764",
                "1\uFE0F\u20E3                 | 1",
            })
    void textIsSplitIntoTerms(String text, String terms) {
        assertEquals(terms, SearchTokenizer.terms(text));
    }

    @Test
    void invisibleCharactersDoNotSplitAWord() {
        for (String invisible :
                List.of("\u200b", "\u00ad", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u061c")) {
            assertEquals("foobar", SearchTokenizer.terms("foo" + invisible + "bar"), invisible);
            assertEquals("東 京", SearchTokenizer.terms("東" + invisible + "京"), invisible);
        }
    }

    @Test
    void flagIsOneTokenAndAnEmojiSequenceIsJoined() {
        assertEquals(List.of("\uD83C\uDDE9\uD83C\uDDEA", "\uD83C\uDDEB\uD83C\uDDF7"), terms("🇩🇪🇫🇷"));
        List<SearchToken> family = SearchTokenizer.tokens("👩‍👧👍🏽👍");
        assertEquals(
                List.of(false, true, false, true, false),
                family.stream().map(SearchToken::joined).toList());
    }

    @Test
    void tokenIsThePartOfTheTextThatItComesFrom() {
        String text = "Cafe\u0301, Straße ㍿ か\u3099 \u1112\u1161\u11ab글";
        assertEquals(
                List.of("Cafe\u0301", "Straße", "㍿", "㍿", "㍿", "㍿", "", "か\u3099", "", "\u1112\u1161\u11ab", "글"),
                SearchTokenizer.tokens(text).stream()
                        .map(token -> text.substring(token.begin(), token.end()))
                        .toList());
        assertEquals("cafe strasse 株 式 会 社 · が · 한 글", SearchTokenizer.terms(text));
    }

    @Test
    void longWordIsStoredByItsBeginning() {
        assertEquals(List.of("x".repeat(255), "y"), terms("x".repeat(16_000) + " y"));
        assertEquals(
                16_000, SearchTokenizer.tokens("x".repeat(16_000)).getFirst().end());
    }

    // ---- Properties ----

    private static final int[][] SCRIPTS = {
        {'a', 'z'},
        {0xc0, 0x24f},
        {0x300, 0x36f},
        {0x370, 0x3ff},
        {0x400, 0x52f},
        {0x5b0, 0x5ea},
        {0x610, 0x6d5},
        {0x900, 0x97f},
        {0x980, 0x9f0},
        {0xe01, 0xe5b},
        {0x1000, 0x109f},
        {0x1100, 0x11ff},
        {0x1e00, 0x1fff},
        {0x200b, 0x200f},
        {0x2070, 0x218f},
        {0x3040, 0x30ff},
        {0x3130, 0x318f},
        {0x3300, 0x33ff},
        {0x4e00, 0x4e40},
        {0xac00, 0xad00},
        {0xfb00, 0xfdff},
        {0xff01, 0xffdc},
        {0x1f1e6, 0x1f1ff},
        {0x1f300, 0x1f64f},
        {' ', '@'}
    };

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(30);
        int[] range = SCRIPTS[random.nextInt(SCRIPTS.length)];
        int[] of = range;
        for (int i = 0; i < length; i++) {
            if (random.nextInt(4) == 0) range = SCRIPTS[random.nextInt(SCRIPTS.length)];
            int point = range[0] + random.nextInt(range[1] - range[0] + 1);
            if (!Character.isDefined(point)) continue;
            // a mark of another script after a letter is no text: normalization would move it between the letter and
            // its own mark
            if (isMarkOfAScript(point) && range != of) text.append(' ');
            text.appendCodePoint(point);
            if (Character.UnicodeScript.of(point) != Character.UnicodeScript.INHERITED) of = range;
        }
        return text.toString();
    }

    private static boolean isMarkOfAScript(int point) {
        int type = Character.getType(point);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return mark && Character.UnicodeScript.of(point) != Character.UnicodeScript.INHERITED;
    }

    /** A search for the text as another program composes it finds it. */
    @Test
    void normalFormsOfATextHaveTheSameTerms() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = random(random);
            String terms = SearchTokenizer.terms(Normalizer.normalize(text, Form.NFC));
            assertEquals(
                    terms,
                    SearchTokenizer.terms(Normalizer.normalize(text, Form.NFD)),
                    () -> seed + " " + quoted(text));
            if (text.codePoints().anyMatch(CharacterFolding::isPictograph)) continue; // an emoji keeps its form
            assertEquals(
                    terms,
                    SearchTokenizer.terms(Normalizer.normalize(text, Form.NFKC)),
                    () -> seed + " " + quoted(text));
            assertEquals(
                    terms,
                    SearchTokenizer.terms(Normalizer.normalize(text, Form.NFKD)),
                    () -> seed + " " + quoted(text));
        }
    }

    /** The index splits the joined terms at spaces again, and a query consists of terms that were found in a text. */
    @Test
    void termsOfTermsAreTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = random(random);
            String terms = SearchTokenizer.terms(text);
            assertEquals(
                    terms.replace(" · ", " "),
                    terms(terms.replace(" · ", " ")).stream()
                            .filter(term -> !term.equals(SearchTokenizer.GAP))
                            .collect(Collectors.joining(" ")),
                    () -> seed + " " + quoted(text));
        }
    }

    @Test
    void tokensLieOnTheTextInItsOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = random(random);
            int begin = 0;
            for (SearchToken token : SearchTokenizer.tokens(text)) {
                assertTrue(token.begin() >= begin && token.end() >= token.begin(), () -> seed + " " + quoted(text));
                assertTrue(token.end() <= text.length(), () -> seed + " " + quoted(text));
                assertFalse(isInsideAPair(text, token.begin()) || isInsideAPair(text, token.end()));
                begin = token.begin();
            }
        }
    }

    private static boolean isInsideAPair(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
    }

    /** The forms of all characters; the store has to build its index again when they change, for example with another Java. */
    @Test
    void formsOfCharactersBelongToTheVersion() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            int type = Character.getType(point);
            if (type == Character.UNASSIGNED || type == Character.PRIVATE_USE || type == Character.SURROGATE) continue;
            String terms = SearchTokenizer.terms(Character.toString(point));
            for (String term : terms.split(" ")) {
                int ascii = (int) term.chars().filter(c -> c < 0x80).count();
                int words = (int) term.chars()
                        .filter(c -> c < 0x80 && Character.isLetterOrDigit(c))
                        .count();
                assertEquals(words, ascii, "the index would split " + term);
            }
            digest.update((point + terms + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                "version 1: e58282ddfa12da4c",
                "version " + SearchTokenizer.VERSION + ": "
                        + HexFormat.of().formatHex(digest.digest()).substring(0, 16),
                "the terms have changed: raise SearchTokenizer.VERSION and change this digest");
    }

    private static List<String> terms(String text) {
        return SearchTokenizer.tokens(text).stream().map(SearchToken::term).toList();
    }

    private static String quoted(String text) {
        return text.codePoints().mapToObj("%04x"::formatted).collect(Collectors.joining(" "));
    }
}
