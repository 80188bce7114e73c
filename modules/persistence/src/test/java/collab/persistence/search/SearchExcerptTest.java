package collab.persistence.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.persistence.MessageSearch.Fragment;
import collab.persistence.MessageSearch.Term;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Excerpts are parts of the text as it was written. */
class SearchExcerptTest {
    private static List<Fragment> excerpt(String text, String... terms) {
        return SearchExcerpt.of(
                text,
                SearchPhrase.of(Stream.of(terms)
                        .map(term -> new Term(term.replace("*", ""), term.endsWith("*")))
                        .toList()));
    }

    private static String marked(List<Fragment> fragments) {
        return fragments.stream()
                .map(fragment -> fragment.hit() ? "[" + fragment.text() + "]" : fragment.text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Java入門と実践        | java        | [Java]入門と実践",
                "Java入門と実践        | 入門         | Java[入門]と実践",
                "明日は東京、東京      | 東京         | 明日は[東京]、[東京]",
                "東東東東              | 東東         | [東東東東]",
                "서버가 다운           | 서버         | [서버]가 다운",
                "ＡＢＣ株式会社         | abc         | [ＡＢＣ]株式会社",
                "㍿ある               | 会社         | [㍿]ある",
                "the quick, brown fox | quick brown | the [quick, brown] fox",
                "release released     | releas*     | [release] [released]",
                "foo\u200bbar!        | foobar      | [foo\u200bbar]!",
                "ein Cafe\u0301 hier  | café        | ein [Cafe\u0301] hier",
                "party 🎉🎉           | 🎉          | party [🎉🎉]",
                "hi 👩‍👧 there         | 👧          | hi [👩‍👧] there",
                "ok 👍🏽.              | 👍          | ok [👍🏽].",
                "ที่นี่ดี                | ที           | [ที่]นี่ดี",
                "I ❤️ it              | ❤           | I [❤️] it"
            })
    void matchIsMarked(String text, String term, String marked) {
        assertEquals(marked, marked(excerpt(text, term)));
    }

    @Test
    void beginningKeepsAShortTextAndCutsALongOne() {
        assertEquals(List.of(new Fragment("short", false)), excerpt("short"));
        assertEquals(List.of(new Fragment("x".repeat(200) + "…", false)), excerpt("x".repeat(300)));
        assertEquals("word ".repeat(39) + "word…", marked(excerpt("word ".repeat(60))));
    }

    @Test
    void cutSplitsNoCharacter() {
        assertEquals("x".repeat(199) + "…", marked(excerpt("x".repeat(199) + "😀" + "x".repeat(100))));
        assertEquals("x".repeat(199) + "…", marked(excerpt("x".repeat(199) + "e\u0301" + "x".repeat(100))));
        assertEquals("x".repeat(198) + "…", marked(excerpt("x".repeat(198) + "👩‍👧" + "x".repeat(100))));
    }

    @Test
    void excerptBeginsShortlyBeforeTheFirstMatch() {
        assertEquals(
                "…" + "x".repeat(50) + "[東京]" + "x".repeat(148) + "…",
                marked(excerpt("x".repeat(300) + "東京" + "x".repeat(300), "東京")));
        String cut = marked(excerpt("word ".repeat(100) + "needle " + "word ".repeat(100), "needle"));
        assertTrue(cut.startsWith("…word ") && cut.contains(" [needle] ") && cut.endsWith(" word…"), cut);
    }

    /** A text of one repeated character and a phrase of it took time proportional to the product of their lengths. */
    @Test
    void repeatedCharactersTakeLinearTime() {
        for (String character : List.of("東", "\u0e35", "a ", "👍", "\u200d👍", "e\u0301 ")) {
            String text = character.repeat(16_000 / character.length());
            String[] terms = new String[32];
            for (int i = 0; i < terms.length; i++) terms[i] = character.repeat(i + 1) + (i % 2 == 0 ? "*" : "");
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> {
                        for (int hit = 0; hit < 10; hit++) {
                            assertTrue(excerpt(text, terms).stream().anyMatch(Fragment::hit));
                        }
                    },
                    character);
        }
    }

    @Test
    void fragmentsLieOnTheTextAndHitsContainAWholeTerm() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "Java",
            "入門",
            "서버",
            "가",
            " ",
            " ",
            ", ",
            "e\u0301",
            "Straße",
            "🎉",
            "👩‍👧",
            "🇩🇪",
            "\u200b",
            "ที่",
            "か\u3099",
            "㍿",
            "ﬁ",
            "x".repeat(40),
            "\n",
            "東",
            "שָׁ",
            "foo_bar"
        };
        for (int i = 0; i < 5_000; i++) {
            String text = random.ints(1 + random.nextInt(60), 0, pieces.length)
                    .mapToObj(at -> pieces[at])
                    .collect(Collectors.joining());
            List<String> words = SearchTokenizer.tokens(text).stream()
                    .filter(token -> !token.term().equals(SearchTokenizer.GAP))
                    .map(token -> text.substring(token.begin(), token.end()))
                    .toList();
            if (words.isEmpty()) continue;
            String word = words.get(random.nextInt(words.size()));
            List<Fragment> fragments = excerpt(text, word);
            String joined = fragments.stream().map(Fragment::text).collect(Collectors.joining());
            String part = joined.replaceFirst("^…", "").replaceFirst("…$", "");
            assertTrue(text.contains(part), () -> seed + " " + text);
            assertTrue(fragments.stream().anyMatch(Fragment::hit), () -> seed + " " + text + " / " + word);
            assertTrue(joined.length() <= 202, () -> seed + " " + text);
        }
    }
}
