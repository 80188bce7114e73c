package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An import makes nothing more visible than it was: for every account, what it reads after the import is a part of what
 * its people read in the source. Private channels were poured into public ones of the same name, two teams with one display
 * name became one, and the importing administrator owned every private channel.
 */
class ImportPrivacyIT {
    private static final long SEED = Long.getLong("collab.seed", 20_261_127L);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final List<SourceWorld> worlds = new ArrayList<>();
    private final Map<String, Set<String>> accounts = new HashMap<>();
    private Path home;
    private RunningStart server;

    @BeforeEach
    void start() {
        home = programs.folder();
        server = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        run("login", "alice");
    }

    private TestProcess run(String... arguments) {
        TestProcess command = programs.start(
                List.of(arguments),
                Map.of(
                        "HERO_COLLAB_SERVER", server.http().toString(),
                        "XDG_CONFIG_HOME", home.toString(),
                        "XDG_STATE_HOME", home.resolve("state").toString(),
                        "HOME", home.toString()));
        assertEquals(0, command.exitCode(), command::report);
        return command;
    }

    @ParameterizedTest
    @CsvSource({"SLACK, false", "SLACK, true", "MATTERMOST, false", "MATTERMOST, true", "COLLAB, false", "COLLAB, true"
    })
    void importMakesNothingMoreVisible(String format, boolean filled) throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 2; i++) worlds.add(new SourceWorld(random, i));
        if (filled) fill();
        importAll(format, filled);
        boolean joint = format.equals("SLACK") || (filled && format.equals("COLLAB"));
        Set<String> usernames = new TreeSet<>(accounts.keySet());
        usernames.addAll(List.of("alice", "bob", "carol", "dave"));
        int read = 0;
        for (String username : usernames) read += check(username, joint, filled);
        assertTrue(read > 20, "seed " + SEED + ": only " + read + " texts were read");
    }

    private void importAll(String format, boolean filled) throws IOException {
        String workspace = filled ? "General" : "Acme";
        switch (format) {
            case "SLACK" -> {
                for (SourceWorld world : worlds) {
                    imports("slack-export", world.slack(home).toString(), "--workspace", workspace);
                }
            }
            case "MATTERMOST" ->
                imports("mattermost-bulk", SourceWorld.mattermost(worlds, home).toString(), "--source", "mattermost");
            default -> {
                for (SourceWorld world : worlds) {
                    String file = world.collab(home).toString();
                    if (filled) imports(file, "--workspace", workspace);
                    else imports(file);
                }
            }
        }
    }

    /** A repeated import added people again whom members had removed, or who had left. */
    @ParameterizedTest
    @ValueSource(strings = {"SLACK", "MATTERMOST", "COLLAB"})
    void repeatedImportAddsNoRemovedMember(String format) throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 2; i++) worlds.add(new SourceWorld(random, i));
        importAll(format, false);
        int removed = removeMembers(server.signIn("alice"));
        Map<String, Set<String>> before = new HashMap<>();
        int lost = 0;
        for (String username : accounts.keySet()) {
            lost += leaveChannels(username);
            before.put(username, read(username));
        }
        assertTrue(removed > 2 && lost > 2, "seed " + SEED + ": " + removed + " removed, " + lost + " left");
        importAll(format, false);
        before.forEach(
                (username, texts) -> assertEquals(texts, read(username), () -> "seed " + SEED + ": " + username));
    }

    /** Removes every second member of each workspace. */
    private static int removeMembers(RpcCaller alice) {
        int removed = 0;
        for (JsonNode workspace : alice.call("workspace.list").get("workspaces")) {
            long id = workspace.get("id").asLong();
            for (JsonNode member :
                    alice.call("workspace.members.list", "workspace_id", id).get("members")) {
                long user = member.at("/user/id").asLong();
                boolean seeded = user <= 4;
                if (seeded || user % 2 == 0) continue;
                alice.call("workspace.members.remove", "workspace_id", id, "user_id", user);
                removed++;
            }
        }
        return removed;
    }

    private int leaveChannels(String username) {
        int left = 0;
        try {
            RpcCaller caller = server.signIn(username);
            for (JsonNode workspace : caller.call("workspace.list").get("workspaces")) {
                for (JsonNode channel : caller.call(
                                "channel.list",
                                "workspace_id",
                                workspace.get("id").asLong())
                        .get("channels")) {
                    if (!channel.get("kind").asText().equals("private")) continue;
                    caller.call("channel.leave", "channel_id", channel.get("id").asLong());
                    left++;
                }
            }
        } catch (RpcCallRejected deactivatedOrLastOwner) {
            return left;
        }
        return left;
    }

    private Set<String> read(String username) {
        try {
            return texts(server.signIn(username));
        } catch (RpcCallRejected deactivated) {
            return Set.of();
        }
    }

    /** Names that the archives have too, and content that no archive has. */
    private void fill() {
        RpcCaller alice = server.signIn("alice");
        for (String username : List.of("jose", "eva", "ann")) {
            alice.call("user.create", "username", username, "display_name", username);
        }
        alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "board");
        alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "salaries");
        alice.call("channel.create", "workspace_id", 1, "kind", "private", "name", "plans");
    }

    /** The dry run decides as the import does, and the second import changes nothing. */
    private void imports(String... arguments) {
        List<String> command = new ArrayList<>(List.of("import"));
        command.addAll(List.of(arguments));
        command.add("--json");
        command.add("--dry-run");
        JsonNode dry = report(command);
        command.removeLast();
        JsonNode first = report(command);
        assertEquals(dry.get("decisions"), first.get("decisions"));
        Set<String> names = new HashSet<>();
        for (JsonNode decision : first.get("decisions")) {
            if (!decision.get("kind").asText().equals("person")) continue;
            String name = decision.get("name").asText();
            assertTrue(names.add(name), () -> "two people became " + name + ": " + first);
            accounts.computeIfAbsent(name, _ -> new HashSet<>())
                    .add(decision.get("key").asText());
        }
        JsonNode second = report(command);
        assertEquals(0, second.at("/done/people created").asLong(), second::toString);
        for (JsonNode decision : second.get("decisions")) {
            assertTrue(
                    List.of("found", "joined").contains(decision.get("action").asText()), decision::toString);
        }
    }

    private JsonNode report(List<String> command) {
        return TestJson.parse(run(command.toArray(String[]::new)).stdout().getLast());
    }

    /** Checks what an account reads, and returns how much it is. */
    private int check(String username, boolean joint, boolean filled) {
        RpcCaller reader;
        try {
            reader = server.signIn(username);
        } catch (RpcCallRejected deactivated) {
            return 0;
        }
        Set<String> keys = accounts.getOrDefault(username, Set.of());
        boolean seeded = List.of("alice", "bob", "carol", "dave").contains(username);
        int read = 0;
        for (String text : texts(reader)) {
            SourceWorld world = worlds.stream()
                    .filter(one -> one.readers().containsKey(text))
                    .findFirst()
                    .orElseThrow();
            Set<String> may = world.readers().get(text);
            boolean inSource = keys.stream().anyMatch(may::contains);
            // The owner of a workspace that the import created, and the members of one that the caller named.
            boolean inTarget = world.isPublic(text)
                    && (username.equals("alice")
                            || (joint
                                    && (filled && seeded
                                            || keys.stream()
                                                    .anyMatch(key ->
                                                            worlds.stream().anyMatch(one -> one.isMember(key))))));
            assertTrue(
                    inSource || inTarget,
                    () -> "seed " + SEED + ": " + username + " " + keys + " reads " + text + " of " + may);
            read++;
        }
        return read;
    }

    private static Set<String> texts(RpcCaller reader) {
        Set<String> texts = new TreeSet<>();
        for (JsonNode workspace : reader.call("workspace.list").get("workspaces")) {
            for (JsonNode channel : reader.call(
                            "channel.list", "workspace_id", workspace.get("id").asLong())
                    .get("channels")) {
                try {
                    reader.call("message.list", "channel_id", channel.get("id").asLong(), "limit", 200)
                            .get("messages")
                            .forEach(message -> texts.add(message.get("text").asText()));
                } catch (RpcCallRejected unreadable) {
                    assertEquals("public", channel.get("kind").asText(), unreadable::getMessage);
                }
            }
        }
        texts.removeIf(text -> !text.startsWith("text of "));
        return texts;
    }
}
