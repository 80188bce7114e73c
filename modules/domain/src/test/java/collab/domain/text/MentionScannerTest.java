package collab.domain.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import collab.domain.access.DomainLimits;
import java.time.Duration;
import java.util.List;
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

    /** One message must not occupy the only writer, whatever it contains. */
    @ParameterizedTest
    @ValueSource(strings = {"@a", "@a.", "@", "`", "` `` ", "@a@", "a@a ", "@a-_.-_.", "``` "})
    void scanningIsLinear(String piece) {
        String text = piece.repeat(DomainLimits.TEXT_MAX / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> MentionScanner.names(text));
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> MentionScanner.names("@" + ".".repeat(8_000) + "@" + "a".repeat(7_900) + "@"));
    }

    @Test
    void keepsTheOrderOfAppearance() {
        assertEquals(List.of("zoe", "adam"), List.copyOf(MentionScanner.names("@zoe @adam @zoe")));
    }
}
