package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.cli.stream.StandardOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Command lines that are not valid, and what the program prints about them. */
final class MisuseMessageTest {
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return HeroCollab.run(new StandardOutput(new ByteArrayOutputStream()), new PrintWriter(err, true), words);
    }

    /** picocli called a slip in the name of a required option "Missing required option". */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "mesage send|unknown command 'mesage'; did you mean 'hero-collab message'?",
                "message snd --channel-id 1 x|unknown command 'snd'; did you mean 'hero-collab message send'?",
                "channel members ad|unknown command 'ad'; did you mean 'hero-collab channel members add'?",
                "admin verfy|unknown command 'verfy'; did you mean 'hero-collab admin verify'?",
                "send x|unknown command 'send'; did you mean 'hero-collab message send'?",
                "xyzzy|unknown command 'xyzzy'",
                "message send --chanel-id 1 x|unknown option '--chanel-id'; did you mean '--channel-id'?",
                "message send --chanel-id=1 x|unknown option '--chanel-id'; did you mean '--channel-id'?",
                "channel list --workspce-id 1|unknown option '--workspce-id'; did you mean '--workspace-id'?",
                "start --prt 1|unknown option '--prt'; did you mean '--port'?",
                "bench --lst|unknown option '--lst'; did you mean '--list'?",
                "channel list --workspace-id 1 --limit 5|unknown option '--limit'",
                "message send --channel-id 1 -x|unknown option '-x'; write -- before a text that begins with -",
                "auth token create --name x|unknown option '--name'",
                "message send --channel-id 1 a b|unexpected argument 'b'; put a value with spaces in quotation marks",
                "message send --channel-id 1|Missing required parameter: 'TEXT'",
                "message send x|Missing required option: '--channel-id=ID'",
                "channel create --workspace-id 1 --kind public --name --topic|Expected parameter for option '--name' but found '--topic'",
                "channel update --topic -x|Missing required option: '--channel-id=ID'",
                "admin|'hero-collab admin' needs a command: backup, restore, verify, setup-url, recovery-url, tokens, users",
                "completion tcsh|Invalid value for positional parameter at index 0 (SHELL): expected one of bash, zsh, fish, got 'tcsh'"
            })
    void wrongWordIsNamedWithTheOneThatWasMeant(String line, String message) {
        assertEquals(2, run(line.split(" ")));
        List<String> lines = err.toString().lines().toList();
        assertEquals("hero-collab: " + message, lines.getFirst());
        assertTrue(lines.getLast().startsWith("Try 'hero-collab"), lines::toString);
        assertEquals(2, lines.size(), lines::toString);
    }

    /** {@code message send @bob} sent the content of a file of that name. */
    @Test
    void textThatBeginsWithAtIsParsedAsItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("bob"), "private");
        var parsed = HeroCollab.program().parseArgs("message", "send", "--channel-id", "1", "@" + file);
        assertEquals("@" + file, parsed.subcommand().subcommand().matchedPositionalValue(0, ""));
    }

    @Test
    void noCommandReadsArgumentsFromFiles() {
        assertEquals(List.of(), readers(HeroCollab.program()).toList());
    }

    private static Stream<String> readers(CommandLine command) {
        Stream<String> here =
                command.isExpandAtFiles() ? Stream.of(command.getCommandSpec().qualifiedName()) : Stream.empty();
        return Stream.concat(here, command.getSubcommands().values().stream().flatMap(MisuseMessageTest::readers));
    }
}
