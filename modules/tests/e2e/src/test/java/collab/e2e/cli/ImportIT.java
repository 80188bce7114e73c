package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Imports of workspaces from other products, and from one server to another. */
class ImportIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private Path home;
    private RunningStart server;

    @BeforeEach
    void start() {
        home = programs.folder();
        server = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        succeeds(server, "login", "alice");
    }

    private TestProcess run(RunningStart at, String... arguments) {
        return programs.start(
                List.of(arguments),
                Map.of(
                        "HERO_COLLAB_SERVER",
                        at.http().toString(),
                        "XDG_CONFIG_HOME",
                        home.toString(),
                        "XDG_STATE_HOME",
                        home.resolve("state").toString(),
                        "HOME",
                        home.toString()));
    }

    private TestProcess succeeds(RunningStart at, String... arguments) {
        TestProcess command = run(at, arguments);
        assertEquals(0, command.exitCode(), command::report);
        return command;
    }

    private static JsonNode report(TestProcess command) {
        return TestJson.parse(command.stdout().getLast());
    }

    // ---- Slack ----

    @Test
    void slackImportKeepsAuthorsTimesThreadsAndReactionsAndIsIdempotent() throws IOException {
        Path file = WorkspaceArchives.slackExport(home);
        JsonNode first =
                report(succeeds(server, "import", "slack-export", file.toString(), "--workspace", "Acme", "--json"));
        assertEquals(6, first.at("/done/posts").asLong(), first::toString);
        assertEquals(3, first.at("/done/people created").asLong(), first::toString);
        assertEquals(
                1,
                first.at("/skipped/written by Slack itself (channel_join)/count")
                        .asLong(),
                first::toString);
        assertEquals(
                1,
                first.at(
                                "/skipped/the thread of a reply to something that was not imported; the reply stands alone/count")
                        .asLong(),
                first::toString);

        RpcCaller alice = server.signIn("alice");
        Map<String, JsonNode> channels = channels(alice, "Acme");
        JsonNode messages = alice.call(
                        "message.list",
                        "channel_id",
                        channels.get("plans").get("id").asLong())
                .get("messages");
        JsonNode question = messages.get(0);
        assertEquals("Where do we meet, @bob?", question.get("text").asText());
        assertEquals("2023-11-14T22:13:20.000Z", question.get("created_at").asText());
        assertEquals("erin", username(alice, question.get("user_id").asLong()));
        assertTrue(question.get("pinned").asBoolean());
        assertEquals("👀", question.at("/reactions/0/emoji").asText());
        assertEquals(2, question.at("/reactions/0/user_ids").size());
        JsonNode reply = alice.call(
                        "thread.list", "parent_id", question.get("id").asLong())
                .at("/messages/0");
        assertEquals("At the station", reply.get("text").asText());
        assertEquals("2023-11-14T22:15:00.000Z", reply.get("edited_at").asText());
        assertEquals("to a missing message", messages.get(1).get("text").asText(), "a reply without its parent");
        assertEquals(
                "[The plan](https://f.example/p)", messages.get(2).get("text").asText());
        assertEquals(2, messages.get(2).get("user_id").asLong(), "Bob of the archive is the existing user Bob");
        assertTrue(channels.get("old").has("archived_at"));
        assertEquals(List.of("a direct message"), conversation("erin", "frank"));
        assertEquals(List.of("a direct message"), conversation("frank", "erin"));
        assertTrue(!channels.toString().contains("dm"), "a user outside the conversation does not see it");

        JsonNode again =
                report(succeeds(server, "import", "slack-export", file.toString(), "--workspace", "Acme", "--json"));
        assertEquals(0, again.at("/done/people created").asLong(), again::toString);
        assertEquals(0, again.at("/done/channels created").asLong(), again::toString);
        assertEquals(
                messages.size(),
                alice.call(
                                "message.list",
                                "channel_id",
                                channels.get("plans").get("id").asLong())
                        .get("messages")
                        .size());
        assertEquals(channels.keySet(), channels(alice, "Acme").keySet());
        assertEquals(List.of("a direct message"), conversation("erin", "frank"));
    }

    /**
     * A channel that became private in Slack kept filling the public channel of the first import, and a person whom the later
     * file did not list was deactivated here.
     */
    @Test
    void laterImportExposesNoPrivateChannelAndDeactivatesNoAccount() throws IOException {
        String erin = "{\"id\":\"U1\",\"name\":\"erin\"}";
        String frank = "{\"id\":\"U2\",\"name\":\"frank\"}";
        Path open = WorkspaceArchives.slackChannel(home, "channels.json", "[" + erin + "," + frank + "]", "open");
        succeeds(server, "import", "slack-export", open.toString(), "--workspace", "Acme");
        Path closed = WorkspaceArchives.slackChannel(home, "groups.json", "[" + erin + "]", "secret");
        for (int i = 0; i < 2; i++) {
            JsonNode report = report(
                    succeeds(server, "import", "slack-export", closed.toString(), "--workspace", "Acme", "--json"));
            assertEquals(
                    1,
                    report.at(
                                    "/skipped/the deactivation of an account that existed before this import; it can be in use here")
                            .path("count")
                            .asLong(),
                    report::toString);
        }
        Map<String, JsonNode> seen = channels(server.signIn("alice"), "Acme");
        assertEquals(
                List.of("open"),
                texts(server.signIn("alice"), seen.get("plans").get("id").asLong()));
        assertTrue(!seen.containsKey("plans-2"), seen::toString);
        RpcCaller member = server.signIn("erin");
        assertEquals(
                List.of("secret"),
                texts(member, channels(member, "Acme").get("plans-2").get("id").asLong()));
        assertEquals("frank", username(member, server.signIn("frank").userId()));
    }

    /** Returns the texts of the direct conversation with another user, and checks that none is unread. */
    private List<String> conversation(String name, String other) {
        RpcCaller reader = server.signIn(name);
        long peer = server.signIn(other).userId();
        JsonNode state = reader.call("session.bootstrap");
        for (JsonNode channel : state.get("channels")) {
            if (!channel.get("kind").asText().equals("dm")
                    || !TestJson.longs(channel.get("member_ids")).contains(peer)) continue;
            for (JsonNode read : state.get("read_states")) {
                if (read.get("channel_id").equals(channel.get("id")))
                    assertEquals(0, read.get("unread").asLong(), read::toString);
            }
            return texts(reader, channel.get("id").asLong());
        }
        throw new AssertionError("no conversation of " + name + " with " + other);
    }

    @Test
    void exportImportedIntoItsOwnServerChangesNothing() throws IOException {
        RpcCaller alice = server.signIn("alice");
        RpcCaller bob = server.signIn("bob");
        long question = alice.call("message.send", "channel_id", 1, "text", "a question for @channel")
                .at("/message/id")
                .longValue();
        bob.call("message.send", "channel_id", 1, "text", "an answer", "parent_id", question);
        long mistake = bob.call("message.send", "channel_id", 1, "text", "a mistake")
                .at("/message/id")
                .longValue();
        long dm = alice.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(2))
                .at("/channel/id")
                .longValue();
        bob.call("message.send", "channel_id", dm, "text", "a direct message");
        Path file = home.resolve("general.jsonl");
        succeeds(server, "export", "--workspace-id", "1", file.toString());
        bob.call("message.delete", "message_id", mistake);
        bob.call("message.update", "message_id", question + 1, "text", "an edited answer");

        JsonNode before = alice.call("session.bootstrap");
        succeeds(server, "import", file.toString());
        succeeds(server, "import", file.toString(), "--json");
        JsonNode after = alice.call("session.bootstrap");
        for (String part : List.of("channels", "read_states", "workspaces")) {
            assertEquals(before.get(part), after.get(part));
        }
        assertEquals(List.of("a question for @channel"), texts(alice, 1));
        assertEquals(List.of("a direct message"), texts(alice, dm));
    }

    /** A user that an import adds has no unread messages among the imported ones. */
    @Test
    void importedMembershipsStartAsRead() throws IOException {
        succeeds(
                server,
                "import",
                "slack-export",
                WorkspaceArchives.slackExport(home).toString(),
                "--workspace",
                "Acme");
        RpcCaller bob = server.signIn("bob");
        JsonNode state = bob.call("session.bootstrap");
        long plans = channels(bob, "Acme").get("plans").get("id").asLong();
        for (JsonNode read : state.get("read_states")) {
            if (read.get("channel_id").asLong() == plans)
                assertEquals(0, read.get("unread").asLong(), read::toString);
        }
    }

    // ---- Mattermost, and a killed import ----

    @Test
    void killedImportContinuesWithoutDuplicates() throws IOException {
        int posts = 3_000;
        Path file = WorkspaceArchives.mattermostBulk(home, posts);
        RpcCaller alice = server.signIn("alice");
        TestProcess killed = run(server, "import", "mattermost-bulk", file.toString(), "--json");
        Retry.until(
                "some posts to be imported",
                () -> channelsOf(alice, "Tower").containsKey("lobby")
                        && !texts(
                                        alice,
                                        channelsOf(alice, "Tower")
                                                .get("lobby")
                                                .get("id")
                                                .asLong())
                                .isEmpty());
        killed.kill();

        JsonNode report = report(succeeds(server, "import", "mattermost-bulk", file.toString(), "--json"));
        assertTrue(report.at("/done/posts").asLong() >= posts, report::toString);
        assertEquals(
                IntStream.range(0, posts).mapToObj(i -> "post " + i).toList(),
                texts(alice, channelsOf(alice, "Tower").get("lobby").get("id").asLong()));
    }

    private static List<String> texts(RpcCaller caller, long channelId) {
        List<String> texts = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page = caller.call("message.list", "channel_id", channelId, "since_id", after, "limit", 200)
                    .get("messages");
            if (page.isEmpty()) return texts;
            for (JsonNode message : page) {
                texts.add(message.get("text").asText());
                after = message.get("id").asLong();
            }
        }
    }

    // ---- From one server to another ----

    @Test
    void workspaceMovesFromOneServerToAnother() throws IOException {
        succeeds(
                server,
                "import",
                "slack-export",
                WorkspaceArchives.slackExport(home).toString(),
                "--workspace",
                "Acme");
        String workspace = Long.toString(workspaceId(server.signIn("alice"), "Acme"));
        Path file = home.resolve("acme.jsonl");
        succeeds(server, "export", "--workspace-id", workspace, file.toString());

        RunningStart other = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        succeeds(other, "login", "alice");
        succeeds(other, "import", file.toString());
        succeeds(other, "import", file.toString());
        Path exported = home.resolve("exported.jsonl");
        succeeds(
                other,
                "export",
                "--workspace-id",
                Long.toString(workspaceId(other.signIn("alice"), "Acme")),
                exported.toString());
        assertEquals(WorkspaceArchives.content(file), WorkspaceArchives.content(exported));
    }

    // ---- Reading ----

    private static Map<String, JsonNode> channels(RpcCaller caller, String workspace) {
        Map<String, JsonNode> channels = channelsOf(caller, workspace);
        assertTrue(!channels.isEmpty(), workspace);
        return channels;
    }

    private static Map<String, JsonNode> channelsOf(RpcCaller caller, String workspace) {
        Map<String, JsonNode> channels = new LinkedHashMap<>();
        for (JsonNode listed : caller.call("workspace.list").get("workspaces")) {
            if (!listed.get("name").asText().equals(workspace)) continue;
            for (JsonNode channel : caller.call(
                            "channel.list", "workspace_id", listed.get("id").asLong())
                    .get("channels")) {
                channels.put(channel.path("name").asText(), channel);
            }
        }
        return channels;
    }

    private static long workspaceId(RpcCaller caller, String name) {
        for (JsonNode listed : caller.call("workspace.list").get("workspaces")) {
            if (listed.get("name").asText().equals(name))
                return listed.get("id").asLong();
        }
        throw new AssertionError("no workspace " + name);
    }

    private static String username(RpcCaller caller, long userId) {
        return caller.call("user.get", "user_id", userId).at("/user/username").asText();
    }
}
