package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client commands as a user runs them: data on stdout, messages on stderr, exit codes for scripts. */
class CliIT extends CliBase {
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

    /** A day of a search was one of UTC. These two zones are 26 hours apart, so the present day is another one in each. */
    @Test
    void searchFindsADayOfTheTimeZoneOfTheSystem() {
        succeeds("login", "alice");
        String id = succeeds("message", "send", "--channel-id", "1", "zoned message")
                .stdout()
                .getFirst();
        for (String zone : List.of("Pacific/Kiritimati", "Etc/GMT+12")) {
            Map<String, String> there = Map.of("HERO_COLLAB_SERVER", pair.http().toString(), "TZ", zone);
            String sentOn = ZonedDateTime.now(ZoneId.of(zone)).toLocalDate().toString();
            TestProcess found = runWith(there, "search", "zoned on:" + sentOn, "--json");
            assertEquals(0, found.exitCode(), found::report);
            assertEquals(1, found.stdout().size(), found::report);
            assertEquals(id, json(found).at("/message/id").asText(), zone);
            TestProcess generated = runWith(there, "message", "search", "zoned on:" + sentOn, "--json");
            assertEquals(0, generated.exitCode(), generated::report);
            assertEquals(id, json(generated).at("/message/id").asText(), generated::report);
        }
    }

    /** Commands that are generated from the contract. */
    @Test
    void generatedCommandsCreateReadUpdateAndDelete() {
        succeeds("login", "alice");
        JsonNode created = json(succeeds("workspace", "create", "Cli story", "--json"));
        String workspace = created.at("/workspace/id").asText();
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
        succeeds("channel", "update", "--channel-id", channel, "--topic", "the plan");
        assertTrue(String.join(
                        "\n",
                        succeeds("channel", "get", "--channel-id", channel).stdout())
                .contains("the plan"));

        String message = succeeds("message", "send", "--channel-id", channel, "Monday")
                .stdout()
                .getFirst();
        succeeds("message", "react", "--message-id", message, ":+1:");
        succeeds("message", "react", "--message-id", message, "thumbsup"); // the same reaction
        succeeds("message", "update", "--message-id", message, "Tuesday");
        JsonNode now = json(succeeds("message", "get", "--message-id", message, "--json"));
        assertEquals("Tuesday", now.at("/message/text").asText());
        assertEquals("👍", now.at("/message/reactions/0/emoji").asText());
        assertEquals(1, now.at("/message/reactions").size());
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
        List<String> users = succeeds("users", "list", "--workspace-id", "1", "--limit", "2", "--json")
                .stdout();
        assertEquals(
                List.of("alice", "bob"),
                users.stream()
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
    void tailContinuesAfterARestartOfTheServer() {
        RpcCaller bob = pair.signIn("bob");
        succeeds("login", "alice");
        TestProcess tail = run("tail", "--json");
        // messages sent before tail is live are not printed
        RpcCaller carol = pair.signIn("carol");
        tail.awaitErrorLine("that tail is live", line -> line.contains("up to date"));

        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3; i++) texts.add(send(bob, "before the restart " + i));
        tail.awaitLine("the last message before the restart", line -> line.contains("before the restart 2"));
        pair.server().kill();
        pair.server().restart();
        for (int i = 0; i < 3; i++) texts.add(send(carol, "after the restart " + i));
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
    void unauthenticatedCommandNamesTheLoginCommand() {
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
                storedFiles().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void helpAndVersionAreWrittenToStdout() {
        assertTrue(String.join("\n", succeeds("--help").stdout()).contains("Exit codes"));
        assertTrue(String.join("\n", succeeds("channel", "members", "--help").stdout())
                .contains("set-role"));
        assertTrue(succeeds("man").stdout().getFirst().startsWith(".TH HERO-COLLAB 1"));
        assertTrue(succeeds("completion", "bash").stdout().getLast().startsWith("complete -F"));
        assertTrue(succeeds("--version").stdout().getFirst().contains("0.1.0"));
    }
}
