package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client commands in a shell: locales, files as stdout, and pipes. */
class CliShellIT extends CliBase {
    /** Runs a script of bash, in which {@code $HC} is the program, in the home folder. */
    private TestProcess shell(String script) {
        return commands.startOther(
                List.of("bash", "-c"),
                List.of("cd " + home + " && " + script),
                Map.of(
                        "HC",
                        RuntimeImage.program().toString(),
                        "HERO_COLLAB_SERVER",
                        pair.http().toString(),
                        "XDG_CONFIG_HOME",
                        home.toString(),
                        "HOME",
                        home.toString()));
    }

    private List<String> prints(String script) {
        return ended(shell(script)).stdout();
    }

    private static TestProcess ended(TestProcess process) {
        assertEquals(0, process.exitCode(), process::report);
        return process;
    }

    private String newest() {
        return json(succeeds("message", "list", "--channel-id", "1", "--limit", "1", "--json"))
                .get("text")
                .asText();
    }

    // ---- Arguments ----

    /** Without a UTF-8 locale, as in cron, systemd and containers, letters beyond ASCII were sent as U+FFFD. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "env -u LANG LC_ALL=C",
                "env -u LANG LC_ALL=POSIX",
                "env -u LANG -u LC_ALL",
                "env -u LC_ALL LANG=de_DE.UTF-8", // which is usually not installed
                "env LC_ALL=de_DE.ISO-8859-1",
                "env -i HOME=$HOME XDG_CONFIG_HOME=$XDG_CONFIG_HOME HERO_COLLAB_SERVER=$HERO_COLLAB_SERVER"
            })
    void textIsSentAsItIsInEveryLocale(String locale) throws IOException {
        succeeds("login", "alice");
        String text = "naïve שלום 開発 😀 @bob";
        Files.writeString(home.resolve("@bob"), "private");
        prints(locale + " $HC message send --channel-id 1 '" + text + "'");
        assertEquals(text, newest());
        prints(locale + " $HC export --workspace-id 1 'Größe 😀.jsonl'");
        assertTrue(Files.size(home.resolve("Größe 😀.jsonl")) > 0);
    }

    @Test
    void textThatIsNotUtf8IsRejected() {
        succeeds("login", "alice");
        succeeds("message", "send", "--channel-id", "1", "the last one");
        TestProcess argument = shell("$HC message send --channel-id 1 $'na\\xefve'");
        assertEquals(USAGE, argument.exitCode(), argument::report);
        assertEquals(List.of("hero-collab: argument 5 must be UTF-8, got 'na\\xefve'"), argument.stderr());
        TestProcess stdin = shell("printf 'na\\xefve' | $HC message send --channel-id 1 -");
        assertEquals(USAGE, stdin.exitCode(), stdin::report);
        assertTrue(
                stdin.stderr().getFirst().startsWith("hero-collab: stdin must be UTF-8, byte 3 is 0xef"),
                stdin::report);
        assertEquals("the last one", newest());
    }

    /** {@code message send @bob} sent the content of a file called bob. */
    @Test
    void textThatBeginsWithAtIsSentAsItIs() throws IOException {
        succeeds("login", "Alice");
        Files.writeString(home.resolve("bob"), "private");
        prints("$HC message send --channel-id 1 @bob");
        assertEquals("@bob", newest());
    }

    // ---- Output ----

    @Test
    void searchWithoutHitsSaysSo() {
        succeeds("login", "alice");
        TestProcess nothing = succeeds("search", "a-word-that-is-nowhere");
        assertEquals(List.of(), nothing.stdout());
        assertEquals(List.of("no message found"), nothing.stderr());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "> /dev/full|No space left on device",
                ">&-|Bad file descriptor",
            })
    void outputThatCannotBeWrittenIsAnError(String redirection, String reason) throws IOException {
        succeeds("login", "alice");
        succeeds("message", "send", "--channel-id", "1", "hello");
        prints("$HC export --workspace-id 1 all.jsonl");
        for (String command : List.of(
                "--help",
                "message list --channel-id 1",
                "message list --channel-id 1 --json",
                "export --workspace-id 1 -",
                "import all.jsonl",
                "search hello")) {
            TestProcess failed = shell("$HC " + command + " " + redirection);
            assertEquals(FAILED, failed.exitCode(), () -> command + failed.report());
            assertEquals(
                    "hero-collab: cannot write to stdout: " + reason,
                    failed.stderr().getLast(),
                    command);
        }
    }

    @Test
    void closedPipeEndsACommandQuietly() {
        succeeds("login", "alice");
        succeeds("message", "send", "--channel-id", "1", "hello");
        for (String command : List.of("man", "completion bash")) {
            TestProcess cut = ended(shell("$HC " + command + " | true; echo ${PIPESTATUS[0]}"));
            assertEquals(List.of("141"), cut.stdout(), cut::report);
            assertEquals(List.of(), cut.stderr(), cut::report);
        }
    }

    /** {@code tail --json | head -1} outlived head until the next event, which may be never. */
    @ParameterizedTest
    @ValueSource(strings = {"| head -1 > first", "> /dev/full"})
    void tailEndsWithItsReader(String redirection) {
        succeeds("login", "alice");
        TestProcess tail = shell("$HC tail --json " + redirection + "; echo rc ${PIPESTATUS[0]}");
        tail.awaitErrorLine("that tail is live", line -> line.contains("up to date"));
        send(pair.signIn("bob"), "the only event " + redirection.length());
        assertEquals(
                List.of(redirection.startsWith("|") ? "rc 141" : "rc 1"),
                ended(tail).stdout());
    }

    // ---- Exports ----

    @Test
    void exportLeavesPipesAndLinksAsTheyAre() throws IOException {
        succeeds("login", "alice");
        Path link = Files.createSymbolicLink(home.resolve("link"), Path.of("target"));
        prints("$HC export --workspace-id 1 link");
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.size(home.resolve("target")) > 0);
        prints("mkfifo pipe && { cat pipe > got & } && $HC export --workspace-id 1 pipe && wait && test -p pipe");
        assertTrue(Files.size(home.resolve("got")) > 0);
        assertEquals(false, Files.isRegularFile(home.resolve("pipe"), LinkOption.NOFOLLOW_LINKS));
        List<String> written = prints("$HC export --workspace-id 1 /dev/stdout");
        assertTrue(written.getFirst().startsWith("{\"type\":\"hero-collab-archive\""), written::toString);
        TestProcess full = shell("$HC export --workspace-id 1 /dev/full");
        assertEquals(FAILED, full.exitCode(), full::report);
        assertEquals(
                "hero-collab: cannot write /dev/full: No space left on device",
                full.stderr().getLast());
    }

    // ---- Secrets ----

    /** Two secrets of one command could not come from a pipe: the first one took all of it. */
    @Test
    void secretsAreReadLineByLine() throws IOException {
        succeeds("login", "carol");
        TestProcess first = run("user", "set-password", "--password");
        first.stdin().write("correct horse\n".getBytes(StandardCharsets.UTF_8));
        first.stdin().close();
        assertEquals(0, first.exitCode(), first::report);
        TestProcess second = run("user", "set-password", "--password", "--current-password");
        second.stdin().write("battery staple\ncorrect horse\n".getBytes(StandardCharsets.UTF_8));
        second.stdin().close();
        assertEquals(0, second.exitCode(), second::report);
    }
}
