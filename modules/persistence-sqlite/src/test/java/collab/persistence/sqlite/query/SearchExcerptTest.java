package collab.persistence.sqlite.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import collab.persistence.MessageSearch.Fragment;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SearchExcerptTest {
    @Test
    void beginningKeepsAShortTextAndCutsALongOne() {
        assertEquals(List.of(new Fragment("short", false)), SearchExcerpt.beginning("short"));
        assertEquals(List.of(new Fragment("x".repeat(200) + "…", false)), SearchExcerpt.beginning("x".repeat(300)));
    }

    @Test
    void beginningDoesNotCutASurrogatePair() {
        String text = "x".repeat(199) + "😀" + "x".repeat(100);
        assertEquals(List.of(new Fragment("x".repeat(199) + "…", false)), SearchExcerpt.beginning(text));
    }

    @Test
    void aroundMarksEachMatchOfTheExcerpt() {
        assertEquals(
                List.of(
                        new Fragment("明日は", false),
                        new Fragment("東京", true),
                        new Fragment("、", false),
                        new Fragment("東京", true)),
                SearchExcerpt.around("明日は東京、東京", Pattern.compile("東京")));
    }

    @Test
    void aroundBeginsFiftyCharactersBeforeTheFirstMatch() {
        String text = "x".repeat(300) + "東京" + "x".repeat(300);
        assertEquals(
                List.of(
                        new Fragment("…" + "x".repeat(50), false),
                        new Fragment("東京", true),
                        new Fragment("x".repeat(148) + "…", false)),
                SearchExcerpt.around(text, Pattern.compile("東京")));
    }

    @Test
    void snippetMarksSeparateMatchesAndDifferEachTime() {
        SnippetMarks marks = SnippetMarks.random();
        assertEquals(
                List.of(new Fragment("a ", false), new Fragment("b", true), new Fragment(" c", false)),
                marks.fragments("a " + marks.begin() + "b" + marks.end() + " c"));
        assertEquals(List.of(new Fragment("<b>", false)), marks.fragments("<b>"));
        assertNotEquals(marks, SnippetMarks.random());
        assertNotEquals(marks.begin(), marks.end());
    }
}
