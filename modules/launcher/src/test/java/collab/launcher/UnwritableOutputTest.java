package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.cli.stream.StandardOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands ended with 0 when stdout could not be written, so that {@code export - > backup} on a full disk looked like a backup. */
final class UnwritableOutputTest {
    /** They write what they read from a server of their own; the end-to-end tests run them. */
    private static final Set<String> WITH_A_REAL_SERVER = Set.of("tail", "import", "export");

    /** They need a data folder with accounts; their end-to-end test runs them. */
    private static final Set<String> WITH_A_DATABASE = Set.of("admin recovery-url");

    /** They print nothing on stdout. */
    private static final Set<String> SILENT = Set.of("admin backup", "admin restore", "logout");

    @TempDir
    static Path folder;

    private static ExampleServer server;
    private static InputStream stdin;

    @BeforeAll
    static void start() throws IOException {
        server = new ExampleServer();
        stdin = System.in;
    }

    @AfterAll
    static void stop() {
        server.close();
        System.setIn(stdin);
    }

    /** The arguments of the commands that are not generated from the contract. */
    private static Map<String, List<String>> handwritten() throws IOException {
        String text =
                Files.writeString(folder.resolve("text"), "not a database").toString();
        String secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef")
                .toString();
        Files.writeString(folder.resolve("setup.url"), "http://127.0.0.1:8080/#/setup/secret");
        Map<String, List<String>> calls = new HashMap<>();
        calls.put("admin setup-url", List.of("--data", folder.toString()));
        calls.put("start", List.of("--check-config", "--auth-mode", "dev"));
        calls.put("server", List.of("--check-config", "--auth-mode", "dev"));
        calls.put("gateway", List.of("--check-config", "--link-secret-file", secret));
        calls.put("bench", List.of("--list"));
        calls.put("health", network());
        calls.put("login", with(network(), "alice", "--print-token"));
        calls.put("search", with(network(), "morning"));
        calls.put("rpc", with(network(), "user.me"));
        calls.put("rpc call", with(network(), "user.me"));
        calls.put("message send", with(network(), "--channel-id", "1", "hello"));
        calls.put("message list", with(network(), "--channel-id", "1"));
        calls.put("admin verify", List.of(text));
        calls.put("completion", List.of("fish"));
        calls.put("man", List.of());
        return calls;
    }

    private static List<String> network() {
        return List.of("--server", server.url().toString(), "--token", "hct_example");
    }

    private static List<String> with(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    /** Every command of the program, by its words. */
    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands = new TreeMap<>();
        collect(commands, "", HeroCollab.program());
        return commands;
    }

    private static void collect(Map<String, CommandLine> commands, String path, CommandLine command) {
        commands.put(path.strip(), command);
        command.getSubcommands().forEach((name, sub) -> collect(commands, path + " " + name, sub));
    }

    private static boolean runs(CommandLine command) {
        return command.getSubcommands().isEmpty()
                || !command.getCommandSpec().positionalParameters().isEmpty();
    }

    // ---- Runs ----

    private record Run(int exitCode, String stdout, List<String> stderr) {
        /** @param failure the reason for which stdout cannot be written; empty when it can */
        static Run of(String failure, List<String> words) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            OutputStream target = failure.isEmpty()
                    ? written
                    : new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw new IOException(failure);
                        }
                    };
            System.setIn(new ByteArrayInputStream("correct horse\nbattery staple\n".getBytes(StandardCharsets.UTF_8)));
            StringWriter err = new StringWriter();
            int exitCode = HeroCollab.run(
                    new StandardOutput(target), new PrintWriter(err, true), words.toArray(String[]::new));
            return new Run(
                    exitCode,
                    written.toString(StandardCharsets.UTF_8),
                    err.toString().lines().toList());
        }

        List<String> errors() {
            return stderr.stream()
                    .filter(line -> line.startsWith("hero-collab: "))
                    .toList();
        }
    }

    private static void assertEndsWithAnError(List<String> words) {
        Run full = Run.of("No space left on device", words);
        assertEquals(1, full.exitCode(), () -> words + " on a full disk: " + full);
        assertEquals(
                List.of("hero-collab: cannot write to stdout: No space left on device"),
                full.errors(),
                words::toString);
        assertFalse(full.stderr().stream().anyMatch(line -> line.contains("\tat ")), full::toString);
    }

    private static void assertEndsQuietlyWithoutAReader(List<String> words) {
        Run piped = Run.of("Broken pipe", words);
        assertEquals(141, piped.exitCode(), () -> words + " in a pipe without a reader: " + piped);
        assertEquals(List.of(), piped.errors(), words::toString);
    }

    @Test
    void helpAndVersionThatCannotBeWrittenAreErrors() {
        assertEndsWithAnError(List.of());
        assertEndsWithAnError(List.of("--version"));
        assertEndsQuietlyWithoutAReader(List.of("--help"));
        assertEndsQuietlyWithoutAReader(List.of("channel", "members", "--help"));
        Map<String, CommandLine> commands = commands();
        assertTrue(commands.size() > 80, () -> commands.size() + " commands");
        for (String path : commands.keySet()) {
            List<String> words = new ArrayList<>(path.isEmpty() ? List.of() : List.of(path.split(" ")));
            words.add("--help");
            assertEndsWithAnError(words);
        }
    }

    @Test
    void resultThatCannotBeWrittenIsAnError() throws IOException {
        Map<String, List<String>> handwritten = handwritten();
        List<String> printing = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        Map<String, CommandLine> commands = commands();
        for (Map.Entry<String, CommandLine> command : commands.entrySet()) {
            String path = command.getKey();
            if (path.isEmpty() || !runs(command.getValue()) || WITH_A_REAL_SERVER.contains(path.split(" ")[0]))
                continue;
            if (SILENT.contains(path) || WITH_A_DATABASE.contains(path)) continue;
            List<String> words = new ArrayList<>(List.of(path.split(" ")));
            words.addAll(
                    handwritten.containsKey(path)
                            ? handwritten.get(path)
                            : example(command.getValue(), path, commands));
            if (!handwritten.containsKey(path) && printing.size() % 2 == 1) words.add("--json");
            (endsWithAnErrorIfItPrints(words) ? printing : silent).add(path);
            if (handwritten.containsKey(path)) assertEndsQuietlyWithoutAReader(words);
        }
        assertTrue(printing.containsAll(handwritten.keySet()), () -> "silent: " + silent);
        assertTrue(printing.containsAll(List.of("user me", "channel get", "users list")), () -> "silent: " + silent);
        assertTrue(printing.size() > silent.size(), () -> "silent: " + silent);
    }

    private static boolean endsWithAnErrorIfItPrints(List<String> words) {
        Run usual = Run.of("", words);
        assertTrue(usual.exitCode() == 0 || words.contains("verify"), usual::toString);
        if (usual.stdout().isEmpty()) {
            assertEquals(0, Run.of("No space left on device", words).exitCode(), words::toString);
            return false;
        }
        assertEndsWithAnError(words);
        return true;
    }

    /** The arguments of the example in the help of a generated command. */
    private static List<String> example(CommandLine command, String path, Map<String, CommandLine> commands) {
        String[] footer = command.getCommandSpec().usageMessage().footer();
        assertEquals(1, footer.length, () -> path + " needs arguments in this test");
        List<String> words = ExampleLine.words(footer[0].strip());
        int begin = 1;
        while (begin < words.size() && commands.containsKey(String.join(" ", words.subList(1, begin + 1)))) begin++;
        return with(words.subList(begin, words.size()), network().toArray(String[]::new));
    }
}
