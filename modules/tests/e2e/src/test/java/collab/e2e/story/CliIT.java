package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client commands as a user runs them: data on stdout, messages on stderr, exit codes for scripts. */
class CliIT {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_ALLOWED = 3;
    private static final int NOT_FOUND = 4;
    private static final int UNAVAILABLE = 5;

    @RegisterExtension
    static final ExamplePrograms PROCESSES = new ExamplePrograms();

    @RegisterExtension
    final ExamplePrograms commands = new ExamplePrograms();

    private static RunningPair pair;
    private Path home;

    @BeforeAll
    static void start() {
        pair = RunningPair.start(PROCESSES, PROCESSES.folder(), Deployment.UNLIMITED);
    }

    @BeforeEach
    void comeHome() {
        home = commands.folder();
    }

    private TestProcess run(String... arguments) {
        return runWith(Map.of("HERO_COLLAB_SERVER", pair.http().toString()), arguments);
    }

    private TestProcess runWith(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", home.toString());
        all.put("HOME", home.toString());
        return commands.start(List.of(arguments), all);
    }

    private TestProcess succeeds(String... arguments) {
        TestProcess command = run(arguments);
        assertEquals(0, command.exitCode(), command::report);
        return command;
    }

    private TestProcess fails(int exitCode, String... arguments) {
        TestProcess command = run(arguments);
        assertEquals(exitCode, command.exitCode(), command::report);
        assertEquals(List.of(), command.stdout(), "errors are not written to stdout");
        assertTrue(command.stderr().getFirst().startsWith("hero-collab: "), command::report);
        assertTrue(command.stderr().stream().noneMatch(line -> line.contains("\tat ")), command::report);
        return command;
    }

    // ---- Commands ----

    @Test
    void healthNeedsNoLogin() {
        assertTrue(succeeds("health").stdout().getFirst().contains("healthy"));
        JsonNode health = TestJson.parse(succeeds("health", "--json").stdout().getFirst());
        assertEquals("ok", health.get("status").textValue());
    }

    @Test
    void messageSendPostsToTheChannel() throws IOException {
        succeeds("login", "alice");
        long first = Long.parseLong(succeeds("message", "send", "--channel-id", "1", "Good morning")
                .stdout()
                .getFirst());
        TestProcess piped = run("message", "send", "--channel-id", "1", "--json", "-");
        piped.stdin().write("two\nlines\n".getBytes(StandardCharsets.UTF_8));
        piped.stdin().close();
        assertEquals(0, piped.exitCode(), piped::report);
        JsonNode sent = TestJson.parse(piped.stdout().getFirst());
        assertEquals("two\nlines", sent.at("/message/text").textValue());

        List<String> lines = succeeds("message", "list", "--channel-id", "1", "--limit", "50")
                .stdout();
        assertTrue(lines.stream().anyMatch(line -> line.contains("Alice: Good morning")), lines::toString);
        List<JsonNode> messages =
                succeeds("message", "list", "--channel-id", "1", "--limit", "2", "--json").stdout().stream()
                        .map(TestJson::parse)
                        .toList();
        assertEquals(
                List.of(first, sent.at("/message/id").longValue()),
                messages.stream().map(message -> message.get("id").longValue()).toList());
    }

    /** Commands that are generated from the contract. */
    @Test
    void generatedCommandsCreateReadUpdateAndDelete() {
        succeeds("login", "alice");
        JsonNode made = json(succeeds("workspace", "create", "Cli story", "--json"));
        String workspace = made.at("/workspace/id").asText();
        String channel = json(succeeds(
                        "channel",
                        "create",
                        "--workspace-id",
                        workspace,
                        "--kind",
                        "private",
                        "--name",
                        "plans",
                        "--json"))
                .at("/channel/id")
                .asText();
        assertEquals(
                List.of(),
                succeeds("workspace", "members", "add", "--workspace-id", workspace, "--user-id", "2")
                        .stdout());
        succeeds("channel", "members", "add", "--channel-id", channel, "--user-id", "2");
        String members = String.join(
                "\n",
                succeeds("channel", "members", "list", "--channel-id", channel).stdout());
        assertTrue(members.contains("USER ID") && members.contains("owner"), members);
        succeeds("channel", "update", "--channel-id", channel, "--topic", "what comes");
        assertTrue(String.join(
                        "\n",
                        succeeds("channel", "get", "--channel-id", channel).stdout())
                .contains("what comes"));

        String message = succeeds("message", "send", "--channel-id", channel, "Monday")
                .stdout()
                .getFirst();
        succeeds("message", "react", "--message-id", message, ":+1:");
        succeeds("message", "update", "--message-id", message, "Tuesday");
        JsonNode now = json(succeeds("message", "get", "--message-id", message, "--json"));
        assertEquals("Tuesday", now.at("/message/text").asText());
        assertEquals(":+1:", now.at("/message/reactions/0/emoji").asText());
        succeeds("message", "delete", "--message-id", message);
        fails(NOT_FOUND, "message", "get", "--message-id", message);

        succeeds("channel", "archive", "--channel-id", channel);
        fails(FAILED, "message", "send", "--channel-id", channel, "too late");
        succeeds("workspace", "delete", "--workspace-id", workspace);
        fails(NOT_FOUND, "workspace", "get", "--workspace-id", workspace);
    }

    @Test
    void listInJsonHasOneLinePerItem() {
        succeeds("login", "alice");
        List<String> people = succeeds("users", "list", "--workspace-id", "1", "--limit", "2", "--json")
                .stdout();
        assertEquals(
                List.of("alice", "bob"),
                people.stream()
                        .map(line -> TestJson.parse(line).get("username").asText())
                        .toList());
        TestProcess page = succeeds("users", "list", "--workspace-id", "1", "--limit", "2");
        assertTrue(page.stdout().getFirst().startsWith("ID  USERNAME"), page::report);
        assertEquals(List.of("more: --after-id 2"), page.stderr());
    }

    @Test
    void callInvokesAnyMethod() {
        succeeds("login", "alice");
        assertEquals(1, json(succeeds("rpc", "call", "user.me")).at("/user/id").asLong());
        assertEquals(1, json(succeeds("rpc", "user.me", "{}")).at("/user/id").asLong());
        fails(USAGE, "rpc", "call");
        fails(USAGE, "rpc", "call", "user.me", "[]");
        assertTrue(json(succeeds("rpc", "call", "rpc.discover")).get("methods").size() > 50);
    }

    @Test
    void backupOfARunningServerIsValid() {
        RpcCaller alice = pair.signIn("alice");
        say(alice, "kept for later");
        String backup = home.resolve("backup.db").toString();
        String data = pair.server().data().toString();
        succeeds("admin", "backup", "--data", data, backup);
        fails(USAGE, "admin", "backup", "--data", data, backup);
        assertTrue(
                json(succeeds("admin", "verify", backup, "--json")).get("sound").asBoolean());
        TestProcess verified = succeeds("admin", "verify", "--data", data);
        assertEquals("the database is sound", verified.stdout().getLast());
        assertEquals(List.of(), verified.stderr());
        TestProcess letter = run("admin", "verify", written("letter.txt", "Dear Alice, "));
        assertEquals(FAILED, letter.exitCode(), letter::report);
        assertEquals(2, letter.stdout().size(), letter::report);
        assertTrue(letter.stdout().getFirst().contains("letter.txt is not a database"), letter::report);
        assertEquals(List.of(), letter.stderr());
        fails(FAILED, "admin", "restore", "--data", data, backup); // locked by a running server

        succeeds("admin", "restore", "--data", home.resolve("restored").toString(), backup);
        RunningStart restored = RunningStart.start(commands, home.resolve("restored"), Deployment.UNLIMITED);
        JsonNode copy = restored.signIn("alice").call("session.bootstrap");
        assertTrue(
                !copy.get("epoch").equals(alice.call("session.bootstrap").get("epoch")),
                "the restored copy has another epoch");
        assertTrue(restored.signIn("alice")
                .call("message.list", "channel_id", 1, "limit", 200)
                .toString()
                .contains("kept for later"));
    }

    private String written(String name, String text) {
        try {
            return Files.writeString(home.resolve(name), text).toString();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static JsonNode json(TestProcess program) {
        return TestJson.parse(program.stdout().getFirst());
    }

    @Test
    void storedTokensAreReadableByTheirOwnerOnly() throws IOException {
        TestProcess login = succeeds("login", "bob");
        List<Path> files = kept();
        assertEquals(2, files.size(), files::toString);
        for (Path file : files) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            if (file.endsWith("server")) continue;
            String token = Files.readString(file).strip();
            assertTrue(Stream.concat(login.stdout().stream(), login.stderr().stream())
                    .noneMatch(line -> line.contains(token)));
        }
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void commandsUseTheServerOfTheLastLogin() throws IOException {
        TestProcess login =
                runWith(Map.of(), "login", "alice", "--server", pair.http().toString());
        assertEquals(0, login.exitCode(), login::report);
        TestProcess me = runWith(Map.of(), "user", "me", "--json");
        assertEquals(0, me.exitCode(), me::report);
        assertEquals("alice", json(me).at("/user/username").asText());

        Map<String, String> elsewhere = Map.of("HERO_COLLAB_SERVER", "http://127.0.0.1:1");
        assertEquals(UNAVAILABLE, runWith(elsewhere, "health", "--timeout", "0").exitCode());
        assertEquals(
                0,
                runWith(elsewhere, "health", "--server", pair.http().toString()).exitCode());

        Path server = kept().stream()
                .filter(file -> file.endsWith("server"))
                .findFirst()
                .orElseThrow();
        Files.writeString(server, "not a URL\n");
        TestProcess garbled = runWith(Map.of(), "health");
        assertEquals(USAGE, garbled.exitCode(), garbled::report);
        assertTrue(garbled.stderr().getFirst().contains(server.toString()), garbled::report);
    }

    @Test
    void tailContinuesAfterARestartOfTheServer() {
        RpcCaller bob = pair.signIn("bob");
        succeeds("login", "alice");
        TestProcess tail = run("tail", "--json");
        // messages sent before tail is live are not printed
        RpcCaller carol = pair.signIn("carol");
        tail.awaitErrorLine("that tail is live", line -> line.contains("up to date"));

        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3; i++) texts.add(say(bob, "before the restart " + i));
        tail.awaitLine("the last message before the restart", line -> line.contains("before the restart 2"));
        pair.server().kill();
        pair.server().restart();
        for (int i = 0; i < 3; i++) texts.add(say(carol, "after the restart " + i));
        tail.awaitLine("the last message after the restart", line -> line.contains("after the restart 2"));

        assertEquals(
                texts,
                tail.stdout().stream()
                        .map(TestJson::parse)
                        .filter(event -> event.get("type").asText().equals("message.created"))
                        .map(event -> event.at("/event/message/text").asText())
                        .toList(),
                "each message once, in order");
    }

    /** Repeats a call that a restarting server did not answer. */
    private static String say(RpcCaller author, String text) {
        Retry.untilAnswered(
                () -> author.call("message.send", "channel_id", 1, "text", text, "op_id", text.replace(' ', '-')));
        return text;
    }

    // ---- Errors ----

    @Test
    void wrongUsageIsExplained() {
        assertTrue(fails(USAGE, "message", "send", "hello").stderr().getFirst().contains("--channel-id"));
        TestProcess word = fails(USAGE, "message", "send", "--channel-id", "one", "hello");
        assertTrue(word.stderr().getFirst().endsWith("must be a whole number, got 'one'"), word::report);
        fails(USAGE, "massage", "send");
        fails(USAGE, "start", "--set", "http.prot=1", "--auth-mode", "dev", "--data", home.toString());
        fails(USAGE, "health", "--server", "ftp://nowhere");
        TestProcess mistyped = fails(USAGE, "chanel", "list");
        assertTrue(mistyped.stderr().stream().anyMatch(line -> line.contains("channel")), mistyped::report);
        TestProcess wrong = fails(USAGE, "channel", "create", "--workspace-id", "1", "--kind", "secret", "--name", "x");
        assertTrue(
                wrong.stderr()
                        .getFirst()
                        .contains("--kind: expected one of public, private, dm, group_dm, got 'secret'"),
                wrong::report);
        fails(USAGE, "channel", "list", "--workspace-id", "0");
    }

    @Test
    void unauthenticatedCommandSaysHowToSignIn() {
        TestProcess anonymous = fails(NOT_ALLOWED, "message", "list", "--channel-id", "1");
        assertTrue(anonymous.stderr().getFirst().contains("login"), anonymous::report);
        fails(NOT_ALLOWED, "message", "list", "--channel-id", "1", "--token", "made-up");
        fails(NOT_ALLOWED, "login", "mallory");
    }

    @Test
    void rejectionsHaveExitCodes() {
        succeeds("login", "alice");
        fails(NOT_FOUND, "message", "list", "--channel-id", "999999");
        assertTrue(fails(USAGE, "message", "send", "--channel-id", "1", " ")
                .stderr()
                .getFirst()
                .contains("text: expected a string of 1 to 16000 characters"));
        TestProcess search = fails(USAGE, "search", "before:banana");
        assertTrue(
                search.stderr().getFirst().startsWith("hero-collab: before:banana is not understood"), search::report);
        fails(USAGE, "rpc", "call", "rocket.launch");
        fails(FAILED, "channel", "update", "--channel-id", "1", "--name", taken());
        fails(UNAVAILABLE, "health", "--server", "http://127.0.0.1:1", "--timeout", "0");
    }

    /** The name of a channel that exists in the first workspace already. */
    private String taken() {
        succeeds("channel", "create", "--workspace-id", "1", "--kind", "public", "--name", "taken");
        return "taken";
    }

    @Test
    void endedSessionSaysHowToSignInAgain() throws IOException {
        succeeds("login", "dave");
        succeeds("auth", "logout");
        TestProcess ended = fails(NOT_ALLOWED, "user", "me");
        assertTrue(ended.stderr().getFirst().endsWith("run 'hero-collab login NAME'"), ended::report);
        succeeds("logout"); // the session has ended; its token is removed in any case
        fails(NOT_ALLOWED, "logout");

        succeeds("login", "dave");
        succeeds("logout");
        assertEquals(
                List.of("server"),
                kept().stream().map(file -> file.getFileName().toString()).toList());
    }

    @Test
    void helpAndVersionAreWrittenToStdout() {
        assertTrue(String.join("\n", succeeds("--help").stdout()).contains("Exit codes"));
        assertTrue(String.join("\n", succeeds("channel", "members", "--help").stdout())
                .contains("set-role"));
        assertTrue(succeeds("man").stdout().getFirst().startsWith(".TH HERO-COLLAB 1"));
        assertTrue(succeeds("completion", "bash").stdout().stream().anyMatch(line -> line.contains("set-role")));
        assertTrue(succeeds("--version").stdout().getFirst().contains("0.1.0"));
    }
}
