package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In cron, systemd and containers, {@code message send 'naïve'} sent {@code na\uFFFD\uFFFDve}. */
final class CommandArgumentsTest {
    private static byte[] commandLine(String... words) {
        return (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"naïve", "😀", "שלום", "開発", "e\u0301", "a\u00a0b", "\uFFFD", "-ö", "@bob", "two\nlines", ""})
    void argumentIsTakenFromTheCommandLine(String word) {
        String[] expected = {"message", "send", word, "", word};
        byte[] line = commandLine("java", "-m", "collab.launcher/x", "message", "send", word, "", word);
        assertArrayEquals(
                expected, CommandArguments.recover(expected.length, line).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"6e61ef7665, na\\xefve", "ff, \\xff", "c3, \\xc3", "eda080, \\xed\\xa0\\x80", "20e9, ' \\xe9'"})
    void argumentThatIsNotUtf8IsRejected(String hex, String shown) {
        byte[] word = HexFormat.of().parseHex(hex);
        byte[] line = new byte[word.length + 5];
        System.arraycopy(commandLine("ok"), 0, line, 0, 3);
        System.arraycopy(word, 0, line, 4, word.length); // after an empty argument
        var rejected = assertThrows(IllegalArgumentException.class, () -> CommandArguments.recover(3, line));
        assertEquals("argument 3 must be UTF-8, got '" + shown + "'", rejected.getMessage());
    }

    @Test
    void commandLineWithFewerWordsIsNotUsed() {
        assertTrue(CommandArguments.recover(3, commandLine("java", "naïve")).isEmpty());
    }

    @Test
    void asciiArgumentsNeedNoLocale() {
        String[] words = {"message", "send", "~!@#$%^&*()"};
        assertArrayEquals(words, CommandArguments.ofProcess(words));
    }

    /** Without {@code /proc}, what the runtime decoded is right in a UTF-8 locale only. */
    @Test
    void withoutTheCommandLineTheLocaleDecides() {
        String[] words = {"naïve"};
        assertArrayEquals(words, CommandArguments.decodedByRuntime(StandardCharsets.UTF_8, words));
        for (Charset other : new Charset[] {StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1}) {
            assertThrows(
                    IllegalArgumentException.class, () -> CommandArguments.decodedByRuntime(other, "na\uFFFD\uFFFDve"));
            assertThrows(IllegalArgumentException.class, () -> CommandArguments.decodedByRuntime(other, "naÃ¯ve"));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> CommandArguments.decodedByRuntime(StandardCharsets.UTF_8, "na\uFFFDve"));
    }
}
