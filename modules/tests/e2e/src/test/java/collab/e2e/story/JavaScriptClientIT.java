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

/** The JavaScript package in Node, on Node's own WebSocket: a program that follows, and the programs of the README as they stand there. */
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

    // ---- a program that follows ----

    /** src/test/story/follow.mjs: does what it is told on stdin, and prints what it hears as JSON lines. */
    private TestProcess follow(String username) {
        Path script = NodeProcess.module().resolve("src/test/story/follow.mjs");
        return NodeProcess.start(programs, script, pair.http().toString(), username);
    }

    private static void tell(TestProcess follower, String command) throws IOException {
        follower.stdin().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        follower.stdin().flush();
    }

    private static void awaitState(TestProcess follower, String state, int times) {
        awaitLines(
                follower,
                state + " for the " + times + ". time",
                times,
                line -> line.path("state").asText().equals(state));
    }

    private static void awaitText(TestProcess follower, String text) {
        awaitLines(follower, text, 1, line -> text(line).equals(text));
    }

    private static void awaitLines(TestProcess follower, String what, int times, Predicate<JsonNode> fits) {
        follower.awaitLine(what, _ -> lines(follower).filter(fits).count() >= times);
    }

    private static Stream<JsonNode> lines(TestProcess follower) {
        return follower.stdout().stream().map(TestJson::parse);
    }

    private static String text(JsonNode line) {
        return line.path("type").asText().equals("message.created")
                ? line.at("/event/message/text").asText()
                : "";
    }

    private static List<String> heard(TestProcess follower) {
        return lines(follower)
                .map(JavaScriptClientIT::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<JsonNode> booted(TestProcess follower) {
        return lines(follower).filter(line -> line.has("booted")).toList();
    }

    private static List<String> say(RpcCaller author, String text) {
        List<String> texts = Stream.of(1, 2, 3).map(i -> text + " " + i).toList();
        texts.forEach(each -> author.call("message.send", "channel_id", 1, "text", each));
        return texts;
    }

    @Test
    void whatWasMissedComesOnceAndInOrder() throws IOException {
        RpcCaller bob = pair.signIn("bob");
        TestProcess alice = follow("alice");
        awaitState(alice, "open", 1);
        List<String> said = new ArrayList<>(say(bob, "before"));
        tell(alice, "send 1 myself");
        said.add("myself");
        awaitText(alice, "myself");

        tell(alice, "disconnect");
        alice.awaitLine("that the wire is cut", line -> line.contains("\"connected\":false"));
        said.addAll(say(bob, "while the wire was cut"));
        tell(alice, "reconnect");
        awaitText(alice, said.getLast());

        pair.killGateway();
        said.addAll(say(bob.at(pair.server().http()), "while the gateway was dead"));
        pair.restartGateway();
        awaitText(alice, said.getLast());

        assertEquals(said, heard(alice));
        assertEquals(1, booted(alice).size(), alice::report);
        alice.stdin().close();
        assertEquals(0, alice.exitCode(), alice::report);
        assertEquals("{\"ended\":\"closed\"}", alice.stdout().getLast());
    }

    /** A restored log is another one: its past can not be had, so a fresh state is, and from there on every event. */
    @Test
    void afterAFailedResumeItBegins() throws IOException {
        RpcCaller bob = pair.signIn("bob");
        TestProcess alice = follow("alice");
        awaitState(alice, "open", 1);
        String backup = programs.folder().resolve("backup.db").toString();
        String data = pair.server().data().toString();
        runs("admin", "backup", "--data", data, backup);
        List<String> said = new ArrayList<>(say(bob, "lost with the disk"));
        awaitText(alice, said.getLast());

        pair.gateway().kill9();
        pair.server().kill9();
        deleteDatabase(Path.of(data));
        runs("admin", "restore", "--data", data, backup);
        pair.restartAll();
        awaitState(alice, "open", 2);
        said.addAll(say(bob, "in the restored log"));
        awaitText(alice, said.getLast());

        assertEquals(said, heard(alice));
        List<JsonNode> states = booted(alice);
        assertEquals(2, states.size(), alice::report);
        assertNotEquals(states.getFirst().get("epoch"), states.getLast().get("epoch"));
    }

    private void runs(String... arguments) {
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
    void theProgramsOfTheReadmeDoWhatTheySay() throws IOException {
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
        List<List<String>> said = new ArrayList<>();
        for (String program :
                PROGRAM.matcher(readme).results().map(found -> found.group(1)).toList()) {
            Path file = Files.writeString(folder.resolve("hello.mjs"), program);
            TestProcess hello = NodeProcess.start(
                    programs, file, Map.of("HERO_COLLAB_SERVER", pair.http().toString()));
            assertEquals(0, hello.exitCode(), hello::report);
            said.add(hello.stdout());
        }
        assertEquals(
                List.of(
                        List.of("true"),
                        List.of("no such channel"),
                        List.of("signed in as Carol", "A message to myself", "closed")),
                said);
    }
}
