package collab.e2e.cli;

import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of workspaces that tests import, and the comparison of exported archives. */
final class WorkspaceArchives {
    private WorkspaceArchives() {}

    /** An export of Slack with users, channels, threads, reactions, and messages that are not imported. */
    static Path slackExport(Path folder) throws IOException {
        Path file = folder.resolve("slack.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "users.json", """
                    [{"id":"U1","name":"erin","profile":{"display_name":"Erin"}},
                     {"id":"U2","name":"frank","profile":{"display_name":"Frank"}},
                     {"id":"U3","name":"gone","deleted":true,"real_name":"Gone"},
                     {"id":"U4","name":"bob","profile":{"display_name":"Bob of Slack"}}]""");
            put(zip, "channels.json", """
                    [{"id":"C1","name":"plans","members":["U1","U2","U4"],"topic":{"value":"the plan"},"pins":[{"id":"1700000000.000100"}]},
                     {"id":"C2","name":"old","members":["U1"],"is_archived":true}]""");
            put(zip, "dms.json", "[{\"id\":\"D1\",\"members\":[\"U1\",\"U2\"]}]");
            put(zip, "plans/2023-11-14.json", """
                    [{"type":"message","user":"U1","text":"Where do we meet, <@U4>?","ts":"1700000000.000100","thread_ts":"1700000000.000100",
                      "reactions":[{"name":"eyes","users":["U2","U4"]}]},
                     {"type":"message","user":"U3","text":"At the station","ts":"1700000060.000200","thread_ts":"1700000000.000100",
                      "edited":{"user":"U3","ts":"1700000100.000000"}},
                     {"type":"message","user":"U2","text":"to a missing message","ts":"1700000061.000200","thread_ts":"1600000000.000000"},
                     {"type":"message","subtype":"channel_join","user":"U2","text":"joined","ts":"1700000070.000000"}]""");
            put(zip, "plans/2023-11-15.json", """
                    [{"type":"message","user":"U4","text":"","ts":"1700060000.000000","files":[{"title":"The plan","permalink":"https://f.example/p"}]}]""");
            put(
                    zip,
                    "old/2023-11-14.json",
                    "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"archived\",\"ts\":\"1700000000.5\"}]");
            put(
                    zip,
                    "D1/2023-11-14.json",
                    "[{\"type\":\"message\",\"user\":\"U2\",\"text\":\"a direct message\",\"ts\":\"1700000000.7\"}]");
        }
        return file;
    }

    /**
     * An export of Slack with one message of Frank in the channel C1, of which Erin and Frank are members.
     *
     * @param list the name of the file that lists the channel
     * @param people the people in users.json, as JSON
     */
    static Path slackChannel(Path folder, String list, String people, String text) throws IOException {
        Path file = folder.resolve("channel-" + list + ".zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "users.json", people);
            if (!list.equals("channels.json")) put(zip, "channels.json", "[]");
            put(zip, list, "[{\"id\":\"C1\",\"name\":\"plans\",\"members\":[\"U1\",\"U2\"]}]");
            put(
                    zip,
                    "plans/2023-11-14.json",
                    "[{\"type\":\"message\",\"user\":\"U2\",\"text\":\"" + text + "\",\"ts\":\"1700000000.000100\"}]");
        }
        return file;
    }

    private static void put(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** A bulk file of Mattermost with this number of posts in one channel. */
    static Path mattermostBulk(Path folder, int posts) throws IOException {
        StringBuilder lines = new StringBuilder("""
                {"type":"version","version":1}
                {"type":"team","team":{"name":"tower","display_name":"Tower"}}
                {"type":"channel","channel":{"team":"tower","name":"lobby","type":"O"}}
                {"type":"user","user":{"username":"heidi","nickname":"Heidi","teams":[{"name":"tower","channels":[{"name":"lobby"}]}]}}
                """);
        for (int i = 0; i < posts; i++) {
            lines.append(
                            "{\"type\":\"post\",\"post\":{\"team\":\"tower\",\"channel\":\"lobby\",\"user\":\"heidi\",\"message\":\"post ")
                    .append(i)
                    .append("\",\"create_at\":")
                    .append(1_700_000_000_000L + i * 1_000L)
                    .append("}}\n");
        }
        return Files.writeString(folder.resolve("bulk.jsonl"), lines);
    }

    /** The content of an archive without the keys, which differ between servers. */
    static List<String> content(Path file) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        List<String> content = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode entry = TestJson.parse(line);
            switch (entry.get("type").asText()) {
                case "person" ->
                    names.put(
                            "person " + entry.get("key").asText(),
                            entry.get("username").asText());
                case "channel" -> {
                    names.put(
                            "channel " + entry.get("key").asText(),
                            entry.get("name").asText());
                    content.add("channel " + entry.get("name") + entry.get("kind") + entry.get("topic")
                            + entry.get("archived"));
                }
                case "post" -> {
                    names.put(
                            "post " + entry.get("key").asText(),
                            entry.get("text").asText());
                    StringBuilder reactions = new StringBuilder();
                    for (JsonNode reaction : entry.get("reactions")) {
                        reactions.append(reaction.get("emoji"));
                        reaction.get("people")
                                .forEach(person -> reactions.append(names.get("person " + person.asText())));
                    }
                    content.add("post "
                            + names.get("channel " + entry.get("channel").asText()) + " "
                            + names.get("person " + entry.get("author").asText()) + " " + entry.get("text") + " "
                            + entry.get("created_at") + " " + entry.path("edited_at") + " " + entry.get("pinned")
                            + " replies "
                            + names.get("post " + entry.path("parent").asText()) + " " + reactions);
                }
                default -> {}
            }
        }
        return content.stream().sorted().toList();
    }
}
