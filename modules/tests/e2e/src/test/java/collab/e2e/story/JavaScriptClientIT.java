package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.NodeProcess;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The JavaScript package in Node, on Node's WebSocket: a program that follows events, and the unchanged programs of the
 * README.
 */
class JavaScriptClientIT {
    private static final Pattern PROGRAM = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningPair pair;

    @BeforeEach
    void start() {
        NodeProcess.install(programs);
        pair = RunningPair.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    // ---- a program that follows events ----

    /**
     * Starts src/test/story/follow.mjs, which executes commands from stdin and prints received events as JSON lines.
     */
    private TestProcess follow(String username) {
        Path script = NodeProcess.module().resolve("src/test/story/follow.mjs");
        return NodeProcess.start(programs, script, pair.http().toString(), username);
    }

    private static void sendCommand(TestProcess follower, String command) throws IOException {
        follower.stdin().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        follower.stdin().flush();
    }

    private static void awaitState(TestProcess follower, String state, int times) {
        awaitLines(
                follower,
                "the state " + state + ", number " + times,
                times,
                line -> line.path("state").asText().equals(state));
    }

    private static void awaitText(TestProcess follower, String text) {
        awaitLines(follower, text, 1, line -> text(line).equals(text));
    }

    private static void awaitLines(TestProcess follower, String what, int times, Predicate<JsonNode> condition) {
        follower.awaitLine(what, _ -> lines(follower).filter(condition).count() >= times);
    }

    private static Stream<JsonNode> lines(TestProcess follower) {
        return follower.stdout().stream().map(TestJson::parse);
    }

    private static String text(JsonNode line) {
        return line.path("type").asText().equals("message.created")
                ? line.at("/event/message/text").asText()
                : "";
    }

    private static List<String> receivedTexts(TestProcess follower) {
        return lines(follower)
                .map(JavaScriptClientIT::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<JsonNode> bootstraps(TestProcess follower) {
        return lines(follower).filter(line -> line.has("booted")).toList();
    }

    private static List<String> sendThree(RpcCaller author, String text) {
        List<String> texts = Stream.of(1, 2, 3).map(i -> text + " " + i).toList();
        texts.forEach(each -> author.call("message.send", "channel_id", 1, "text", each));
        return texts;
    }

    @Test
    void missedMessagesArriveOnceAndInOrder() throws IOException {
        RpcCaller bob = pair.signIn("bob");
        TestProcess alice = follow("alice");
        awaitState(alice, "open", 1);
        List<String> sent = new ArrayList<>(sendThree(bob, "before"));
        sendCommand(alice, "send 1 myself");
        sent.add("myself");
        awaitText(alice, "myself");

        sendCommand(alice, "disconnect");
        alice.awaitLine("the disconnect", line -> line.contains("\"connected\":false"));
        sent.addAll(sendThree(bob, "while disconnected"));
        sendCommand(alice, "reconnect");
        awaitText(alice, sent.getLast());

        pair.killGateway();
        sent.addAll(sendThree(bob.at(pair.server().http()), "while the gateway was down"));
        pair.restartGateway();
        awaitText(alice, sent.getLast());

        assertEquals(sent, receivedTexts(alice));
        assertEquals(1, bootstraps(alice).size(), alice::report);
        alice.stdin().close();
        assertEquals(0, alice.exitCode(), alice::report);
        assertEquals("{\"ended\":\"closed\"}", alice.stdout().getLast());
    }

    /**
     * A restored log has a new epoch, so the client cannot resume. It fetches the state and then receives every event.
     */
    @Test
    void failedResumeFetchesTheState() throws IOException {
        RpcCaller bob = pair.signIn("bob");
        TestProcess alice = follow("alice");
        awaitState(alice, "open", 1);
        String backup = programs.folder().resolve("backup.db").toString();
        String data = pair.server().data().toString();
        assertRuns("admin", "backup", "--data", data, backup);
        List<String> sent = new ArrayList<>(sendThree(bob, "lost with the database"));
        awaitText(alice, sent.getLast());

        pair.gateway().kill();
        pair.server().kill();
        deleteDatabase(Path.of(data));
        assertRuns("admin", "restore", "--data", data, backup);
        pair.restartAll();
        awaitState(alice, "open", 2);
        sent.addAll(sendThree(bob, "in the restored log"));
        awaitText(alice, sent.getLast());

        assertEquals(sent, receivedTexts(alice));
        List<JsonNode> states = bootstraps(alice);
        assertEquals(2, states.size(), alice::report);
        assertNotEquals(states.getFirst().get("epoch"), states.getLast().get("epoch"));
    }

    private void assertRuns(String... arguments) {
        TestProcess command = programs.start(List.of(arguments));
        assertEquals(0, command.exitCode(), command::report);
    }

    private static void deleteDatabase(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("collab.db"))
                    .toList()) Files.delete(file);
        }
    }

    // ---- the README ----

    @Test
    void readmeProgramsPrintTheDocumentedOutput() throws IOException {
        Path folder = programs.folder();
        NodeProcess.runTool(
                programs,
                "npm",
                "install",
                "--prefix",
                folder.toString(),
                "--no-audit",
                "--no-fund",
                NodeProcess.module().resolve("target/package").toString());
        String readme = Files.readString(NodeProcess.module().resolve("README.md"));
        List<List<String>> outputs = new ArrayList<>();
        for (String program :
                PROGRAM.matcher(readme).results().map(found -> found.group(1)).toList()) {
            Path file = Files.writeString(folder.resolve("hello.mjs"), program);
            TestProcess hello = NodeProcess.start(
                    programs, file, Map.of("HERO_COLLAB_SERVER", pair.http().toString()));
            assertEquals(0, hello.exitCode(), hello::report);
            outputs.add(hello.stdout());
        }
        assertEquals(
                List.of(
                        List.of("true"),
                        List.of("no such channel"),
                        List.of("signed in as Carol", "A message to myself", "closed")),
                outputs);
    }
}
