package collab.archive.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line of many cells ended an import with a StackOverflowError, and many spaces took hours. */
class LongTextTest {
    private static final int LENGTH = 320_000;
    private static final Duration MOST = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({"|-,|", "-,' -'", "'',|-:", "_,_ ", "'a',' '", "'', '\t'", "-,|:"})
    void lineOfManySignsIsWritten(String begin, String repeated) {
        String line = begin + repeated.repeat(LENGTH / repeated.length());
        String written = assertTimeoutPreemptively(
                MOST, () -> new MarkdownBuilder().text(line + "x").text(line).toString());
        assertEquals(true, written.length() >= begin.length());
    }

    @Test
    void cellOfManySpacesIsWritten() {
        String spaces = " ".repeat(LENGTH);
        String cell = "a" + spaces + "b" + spaces + "\n" + spaces + "c";
        String table = assertTimeoutPreemptively(
                MOST, () -> new MarkdownBuilder().table(List.of(List.of(cell))).toString());
        assertEquals("| a" + spaces + "b c |\n| --- |", table);
    }

    @ParameterizedTest
    @CsvSource({
        "|--|--|,\\|--|--|",
        "' :-: | --',' \\:-: | --'",
        "--,\\--",
        "__,__",
        "_ _ _,\\_ _ _",
        "*-*,*-*",
        "|a|,|a|",
        "||-|,||-|",
        "-|,\\-|",
        "-|-|x,-|-|x"
    })
    void lineThatWouldBeABlockIsEscaped(String line, String written) {
        assertEquals(written, new MarkdownBuilder().text(line).toString());
    }
}
