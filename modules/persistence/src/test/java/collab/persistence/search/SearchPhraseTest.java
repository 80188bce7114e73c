package collab.persistence.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.persistence.MessageSearch.Term;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchPhraseTest {
    @Test
    void prefixIsTheLastWordAsItWasTyped() {
        assertEquals(new SearchPhrase(List.of("foo", "b"), true), SearchPhrase.of(new Term("foo.B", true)));
        assertEquals(new SearchPhrase(List.of("foo"), false), SearchPhrase.of(new Term("foo.", true)));
        assertEquals(new SearchPhrase(List.of("cafe"), true), SearchPhrase.of(new Term("Cafe\u0301", true)));
        assertTrue(SearchPhrase.of(new Term("...", true)).isEmpty());
    }

    /** Compared with looking at every place of the text. */
    @Test
    void occurrencesAreThoseOfACompleteComparison() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            List<String> text = words(random, random.nextInt(30));
            SearchPhrase phrase = new SearchPhrase(words(random, 1 + random.nextInt(6)), random.nextBoolean());
            List<SearchToken> tokens = text.stream()
                    .map(term -> new SearchToken(term, 0, 0, false))
                    .toList();
            int length = phrase.terms().size();
            List<Integer> expected = IntStream.rangeClosed(0, text.size() - length)
                    .filter(begin -> IntStream.range(0, length)
                            .allMatch(at -> phrase.prefix() && at == length - 1
                                    ? text.get(begin + at)
                                            .startsWith(phrase.terms().get(at))
                                    : text.get(begin + at).equals(phrase.terms().get(at))))
                    .boxed()
                    .toList();
            assertEquals(expected, phrase.occurrences(tokens), () -> seed + " " + phrase + " in " + text);
        }
    }

    private static List<String> words(Random random, int count) {
        return random.ints(count, 0, 3)
                .mapToObj(n -> List.of("a", "b", "ab").get(n))
                .toList();
    }
}
