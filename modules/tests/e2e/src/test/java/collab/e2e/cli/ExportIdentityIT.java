package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An export did not contain the replies of deleted messages, owners of channels, people who had left a conversation, and the
 * memberships of deactivated people. What one server exports and another imports is the same when it is exported there again,
 * except for the ids.
 */
class ExportIdentityIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void archiveOfARandomWorkspaceIsTheSameAfterAnImport() throws IOException {
        RunningStart first = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        RunningStart second = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        Path home = programs.folder();
        succeeds(home, first, "login", "alice");
        succeeds(home, second, "login", "alice");
        long fresh = new Random().nextLong(1_000_000);
        for (long seed : new long[] {1, 132_390, fresh}) { // with 132390, a deactivated member wrote nothing
            String name = "W" + seed;
            long workspace = new RandomWorkspace(first, new Random(seed)).create(name);
            SortedMap<String, String> exported = export(home, first, workspace);
            assertTrue(
                    exported.values().stream()
                            .anyMatch(line -> line.contains("\"name\":\"general\"") && line.contains("[\"alice\"")),
                    "members of channels are in the archive");
            Path file = home.resolve("archive.jsonl");
            succeeds(home, second, "import", file.toString());
            succeeds(home, second, "import", file.toString());
            long copy = workspaceId(second.signIn("alice"), name);
            assertEquals(lines(exported), lines(export(home, second, copy)), "seed " + seed);
            succeeds(
                    home,
                    first,
                    "import",
                    "--workspace",
                    name,
                    home.resolve("archive.jsonl").toString());
        }
    }

    private static String lines(SortedMap<String, String> archive) {
        StringBuilder lines = new StringBuilder();
        archive.forEach((place, content) ->
                lines.append(place).append("  ").append(content).append('\n'));
        return lines.toString();
    }

    private SortedMap<String, String> export(Path home, RunningStart server, long workspace) throws IOException {
        Path file = home.resolve("archive.jsonl");
        succeeds(home, server, "export", "--workspace-id", Long.toString(workspace), file.toString());
        return new Names().read(file);
    }

    private static long workspaceId(RpcCaller caller, String name) {
        return StreamSupport.stream(
                        caller.call("workspace.list").get("workspaces").spliterator(), false)
                .filter(workspace -> workspace.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .get("id")
                .longValue();
    }

    private void succeeds(Path home, RunningStart at, String... arguments) {
        TestProcess command = programs.start(
                List.of(arguments),
                Map.of(
                        "HERO_COLLAB_SERVER", at.http().toString(),
                        "XDG_CONFIG_HOME", home.toString(),
                        "XDG_STATE_HOME", home.resolve("state").toString(),
                        "HOME", home.toString()));
        assertEquals(0, command.exitCode(), command::report);
    }

    /** Replaces the keys of an archive by names and by places in the history, which are the same on each server. */
    private static final class Names {
        private final Map<String, String> names = new HashMap<>();
        private final Map<String, Integer> posts = new HashMap<>();
        private final SortedMap<String, String> content = new TreeMap<>();

        SortedMap<String, String> read(Path file) throws IOException {
            List<JsonNode> lines =
                    Files.readAllLines(file).stream().map(TestJson::parse).toList();
            for (JsonNode line : lines) name(line);
            for (JsonNode line : lines) add(line);
            return content;
        }

        private void name(JsonNode line) {
            String key = line.path("type").asText() + " " + line.path("key").asText();
            switch (line.path("type").asText()) {
                case "workspace" -> names.put(key, line.get("name").asText());
                case "person" -> names.put(key, line.get("username").asText());
                case "channel" ->
                    names.put(
                            key,
                            line.get("kind").asText() + " " + line.get("name").asText()
                                    + (line.get("kind").asText().equals("direct") ? people(line.get("members")) : ""));
                case "post", "deleted_post" -> {
                    String channel = of("channel", line.get("channel"));
                    int number = posts.merge(channel, 1, Integer::sum);
                    names.put("post " + line.get("key").asText(), channel + " %04d".formatted(number));
                }
                default -> {}
            }
        }

        private String of(String kind, JsonNode key) {
            String name = names.get(kind + " " + key.asText());
            return name == null ? "unknown " + kind : name;
        }

        private List<String> people(JsonNode keys) {
            return StreamSupport.stream(keys.spliterator(), false)
                    .map(key -> of("person", key))
                    .sorted()
                    .toList();
        }

        private void add(JsonNode line) {
            ObjectNode named = line.deepCopy();
            named.remove(List.of("key", "source"));
            for (String member : List.of("workspace", "channel", "person", "author", "parent")) {
                String kind = member.equals("author") ? "person" : member.equals("parent") ? "post" : member;
                if (line.has(member)) named.put(member, of(kind, line.get(member)));
            }
            if (line.has("members")) {
                ArrayNode members = named.putArray("members");
                people(line.get("members")).forEach(members::add);
            }
            for (JsonNode reaction : named.path("reactions")) {
                ArrayNode reactors = TestJson.parse("[]").deepCopy();
                reaction.get("people").forEach(person -> reactors.add(of("person", person)));
                ((ObjectNode) reaction).set("people", reactors);
            }
            String type = line.get("type").asText();
            String place = type.endsWith("post") ? of("post", line.get("key")) : type + " " + named;
            content.put(place, named.toString());
        }
    }
}
