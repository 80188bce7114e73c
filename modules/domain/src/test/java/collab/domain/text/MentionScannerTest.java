package collab.domain.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import collab.domain.access.DomainLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MentionScannerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "@bob|bob",
                "hello @bob, and @carol!|bob carol",
                "@Bob @BOB|bob",
                "(@bob)|bob",
                "ask @bob.|bob",
                "ask @bob.smith... or @a-b_c|bob.smith a-b_c",
                "@bob's turn|bob",
                "@bob_|bob",
                "-@bob|bob",
                "`x` @bob|bob",
                "`x`@bob|bob",
                "lonely ` @bob|bob",
                "`` ` @carol `` @bob|bob",
            })
    void findsWords(String text, String words) {
        assertEquals(List.of(words.split(" ")), List.copyOf(MentionScanner.names(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@ bob",
                "@@bob",
                "bob@example.org",
                "b.o+b@example.org",
                "é@bob",
                "@bob@example.org",
                "https://example.org/@bob",
                "@böb",
                "`@bob`",
                "``a ` @bob``",
                "```\n@bob\n```",
                "```java\n@bob",
                "text ```` ``` @bob ```` more",
            })
    void findsNone(String text) {
        assertEquals(List.of(), List.copyOf(MentionScanner.names(text)));
    }

    /** One message must not occupy the only writer, whatever it contains. The square of these lengths would take minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@a",
                "@a.",
                "@",
                "@a@",
                "a@a ",
                "@a-_.-_.",
                "@a/",
                "_@",
                "__a@",
                "`",
                "` `` ",
                "``` ",
                "```\n",
                "``` a\n",
                "a```\n",
                "```a\na``` b\n",
                "````\n```\n",
                "~~~\n",
                "- ```\n",
                "[",
                "[@a",
                "[@a](",
                "](",
                "[a](http://x ",
                "[a](http://a (b",
                "[a](<http://a",
                "[x](http://a '",
                "http://",
                "https://a.",
                "<http://",
                "www.",
                "www.a.",
                "(",
                ")",
                "\\",
                "\\`",
                "> ",
                ">\n",
                "- ",
                "- \n",
                "- a\n  ",
                " - a\n",
                "1. a\n\n",
                "| ",
                "|-",
                "| a |\n| - |\n",
                "# ",
                "\n",
                "\r",
                "\t",
                " "
            })
    void scanningIsLinear(String piece) {
        String text = piece.repeat(20 * DomainLimits.TEXT_MAX / piece.length()) + "\n\n@bob";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> MentionScanner.names(text));
    }

    @Test
    void scanningRunsOfManyLengthsIsLinear() {
        StringBuilder text = new StringBuilder("@bob ");
        for (int run = 1; text.length() < 20 * DomainLimits.TEXT_MAX; run++) {
            text.repeat('`', run).append(run % 3 == 0 ? '\n' : ' ');
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> MentionScanner.names(text.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "bob.see,bob",
        "bob.smith.see,bob.smith",
        "bob...wait,bob",
        "bob-san,bob",
        "bob_x.y,bob",
        "bob,bob",
        "a.bob,''",
        "bob.a.b.c.d,''"
    })
    void longestReadingWithAMeaningIsMeant(String name, String meaning) {
        Set<String> users = Set.of("bob", "bob.smith");
        assertEquals(
                meaning,
                MentionScanner.meaning(name, reading -> Optional.of(reading).filter(users::contains))
                        .orElse(""));
    }

    @Test
    void keepsTheOrderOfAppearance() {
        assertEquals(List.of("zoe", "adam"), List.copyOf(MentionScanner.names("@zoe @adam @zoe")));
    }
}
