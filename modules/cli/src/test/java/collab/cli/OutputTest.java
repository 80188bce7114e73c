package collab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What commands print of texts that people wrote. */
final class OutputTest {
    /** U+2028 began a line of its own on some terminals, and {@code --json} printed U+009B, which begins an escape sequence. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0x200e, 0x202e, 0x2028, 0x2029, 0x2066, 0xfeff, 0xe0041})
    void steeringCharactersAreReplacedInTextAndEscapedInJson(int steering) {
        String text = "a" + Character.toString(steering) + "b";
        String plain = Output.plain(text);
        assertTrue(plain.equals("a\ufffdb") || plain.equals("a ⏎ b"), plain);
        byte[] json = Json.bytes(Json.object().put("text", text));
        String printed = Output.json(json);
        assertEquals(-1, printed.indexOf(Character.toString(steering)), printed);
        assertEquals(Json.parse(json), Json.parse(printed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void otherCharactersArePrintedAsTheyAre() {
        String text = "Zoë שלום 開発";
        assertEquals(text + " 👩‍💻", Output.plain(text + " 👩‍💻"));
        assertEquals(
                "{\"text\":\"" + text + "\"}",
                Output.json(Json.bytes(Json.object().put("text", text))));
    }

    /** {@code channel create} printed "created by 1". */
    @Test
    void personWhoCreatedChannelIsShownByName() {
        Printing printing = new Printing();
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(printing).setOut(new PrintWriter(out, true));
        command.parseArgs();
        new ResultPrinter(printing.output, Json.object(), id -> "Alice " + id)
                .print(
                        Json.object(),
                        Json.parse("{\"channel\":{\"id\":7,\"created_by\":1},\"seq\":2}"
                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals("id  7\ncreated by  Alice 1\n", out.toString());
    }

    @Command
    static final class Printing implements GlobalOptions {
        @Mixin
        Output output;

        @Override
        public boolean noColor() {
            return true;
        }

        @Override
        public boolean noInput() {
            return true;
        }
    }
}
