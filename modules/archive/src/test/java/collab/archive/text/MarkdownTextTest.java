package collab.archive.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.archive.text.Span.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signs that were literal elsewhere became marks here, and marks that could not close were shown as signs. */
class MarkdownTextTest {
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            " ",
            " ",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "[",
            "](",
            ")",
            "<",
            "b>",
            "\\",
            "#",
            "- ",
            "1. ",
            "> ",
            "|",
            "---",
            "\n",
            "    ",
            "é",
            "你",
            "。",
            "\"",
            ".",
            "@bob",
            ":+1:",
            "***",
            "~~~",
            " https://e.test/a_b ");

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "2 * 3→2 * 3",
                "a*b→a\\*b",
                "*x*→\\*x\\*",
                "snake_case→snake_case",
                "__init__→\\_\\_init\\_\\_",
                "a ~ b ~~c~~→a ~ b \\~\\~c\\~\\~",
                "C:\\new C:\\_x→C:\\new C:\\\\\\_x",
                "a[0] [b](c)→a\\[0\\] \\[b\\](c)",
                "a[0]→a[0]",
                "x < y > z <b>→x < y > z \\<b>",
                "https://e.test/__a__/b c→https://e.test/__a__/b c",
                "https://e.test/a_b*c→https://e.test/a_b*c",
            })
    void literalTextIsEscapedOnlyWhereItMust(String literal, String markdown) {
        assertEquals(markdown, MarkdownText.of(literal));
    }

    @Test
    void emphasisLeavesSpacesOutside() {
        assertEquals(
                "a **b** c",
                MarkdownText.of(List.of(
                        Span.text("a", Set.of()), Span.text(" b ", Set.of(Style.BOLD)), Span.text("c", Set.of()))));
    }

    @Test
    void emphasisWithoutMarksIsWrittenPlainly() {
        assertEquals("(a)b", MarkdownText.of(List.of(Span.text("(a)", Set.of(Style.BOLD)), Span.text("b", Set.of()))));
        assertEquals("*a*b", MarkdownText.of(List.of(Span.text("a", Set.of(Style.ITALIC)), Span.text("b", Set.of()))));
    }

    @Test
    void codeKeepsItsBackTicks() {
        assertEquals("`` a`b ``".replace(" ", ""), MarkdownText.of(List.of(Span.code("a`b", Set.of()))));
        assertEquals("`` `a` ``", MarkdownText.of(List.of(Span.code("`a`", Set.of()))));
    }

    /** Without escapes and marks of emphasis, the text of random spans is the text itself. */
    @Test
    void randomTextsKeepEveryCharacter() {
        Random random = new Random(14);
        for (int i = 0; i < 5_000; i++) {
            List<Span> spans = new ArrayList<>();
            StringBuilder literal = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                StringBuilder text = new StringBuilder();
                for (int k = 1 + random.nextInt(6); k > 0; k--) text.append(PIECES.get(random.nextInt(PIECES.size())));
                Set<Style> styles = EnumSet.noneOf(Style.class);
                for (Style style : Style.values()) if (random.nextInt(4) == 0) styles.add(style);
                spans.add(Span.text(text.toString(), styles));
                literal.append(text);
            }
            String markdown = MarkdownText.of(spans);
            assertEquals(plain(literal.toString()), unmarked(markdown), markdown);
        }
    }

    /** The characters that are no marks, without spaces. */
    private static String plain(String text) {
        return text.replaceAll("[\\s*_~]", "");
    }

    private static String unmarked(String markdown) {
        String shown = markdown.replaceAll("\\[(https?://[^\\]]*)]\\([^)]*\\)", "$1");
        return plain(shown.replaceAll("\\\\([\\\\`\\[\\]<@*_~])", "$1"));
    }

    @Test
    void blocksAreSeparated() {
        String text = new MarkdownBuilder()
                .text("a")
                .quote("q")
                .text("b")
                .item(0, "-", "one")
                .item(3, "-", "two\nmore")
                .text("c")
                .fence("x\n```")
                .text("d")
                .toString();
        assertEquals("a\n> q\n\nb\n- one\n    - two\n      more\n\nc\n````\nx\n```\n````\nd", text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "# a→\\# a",
                "- a→\\- a",
                "> a→\\> a",
                "---→\\---",
                "1. a→1. a",
                "3) a→3) a",
                "+→\\+",
                "#a→#a",
                "-a→-a",
                "~~~→\\~~~",
                "|-|→\\|-|",
                "* * *→\\* * *",
                "    a→\u00a0   a",
                "1.5 l→1.5 l"
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void linesOfTextAreNoOtherBlocks(String line, String markdown) {
        assertEquals(markdown, new MarkdownBuilder().text(line).toString());
    }

    @Test
    void hashesAreRemembered() {
        HashSet64 set = new HashSet64();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) set.add(random.nextLong());
        Random again = new Random(7);
        int known = 0;
        for (int i = 0; i < 10_000; i++) known += set.add(again.nextLong()) ? 0 : 1;
        assertEquals(10_000, known);
        assertEquals(true, set.add(0) && !set.add(0));
    }
}
