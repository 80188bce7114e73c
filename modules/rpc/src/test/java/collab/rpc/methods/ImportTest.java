package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code message.import}: order, repetition and bounds. */
class ImportTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String messages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{'key': 'k" + i + "', 'user_id': 2, 'text': 'message " + i
                        + "', 'created_at': '2020-01-01T00:00:00.000Z'}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void interruptedImportCanBeRepeated() {
        JsonNode first =
                fixture.result("alice", "message.import", "{'channel_id': 1, 'messages': " + messages(0, 3) + "}");
        JsonNode again =
                fixture.result("alice", "message.import", "{'channel_id': 1, 'messages': " + messages(1, 5) + "}");
        assertEquals("[2,3,4]", first.path("message_ids").toString());
        assertEquals("[3,4,5,6]", again.path("message_ids").toString());
        JsonNode listed =
                fixture.result("bob", "message.list", "{'channel_id': 1}").path("messages");
        assertEquals(
                List.of("message 0", "message 1", "message 2", "message 3", "message 4"),
                listed.valueStream()
                        .limit(5)
                        .map(message -> message.path("text").asText())
                        .toList(),
                "of the same time: in the order of arrival");
        assertEquals("2020-01-01T00:00:00.000Z", listed.at("/0/created_at").asText());
    }

    @Test
    void repeatedCallReturnsSameIds() {
        String params = "{'channel_id': 1, 'op_id': 'i1', 'messages': " + messages(0, 200) + "}";
        JsonNode first = fixture.result("alice", "message.import", params);
        assertEquals(200, first.path("message_ids").size());
        assertEquals(first, fixture.result("alice", "message.import", params));
    }

    @Test
    void importedConversationStaysHiddenFromImporter() {
        String params = "{'workspace_id': 1, 'user_ids': [2, 3], 'messages': " + messages(0, 2) + "}";
        JsonNode first = fixture.result("alice", "message.import", params);
        assertEquals(2, first.path("message_ids").size());
        assertEquals(
                first.path("message_ids"),
                fixture.result("alice", "message.import", params).path("message_ids"),
                "a repeated import creates no messages");
        long id = first.at("/message_ids/0").asLong();
        assertEquals("-32003 message_not_found", fixture.error("alice", "message.get", "{'message_id': " + id + "}"));
        JsonNode there = fixture.result("bob", "message.get", "{'message_id': " + id + "}");
        String channel = "{'channel_id': " + there.at("/message/channel_id") + "}";
        assertEquals(
                "dm",
                fixture.result("carol", "channel.get", channel)
                        .at("/channel/kind")
                        .asText());
        assertEquals(
                0,
                fixture.result("carol", "read.get", channel)
                        .at("/read_state/unread")
                        .asLong());
        assertEquals("-32003 channel_not_found", fixture.error("alice", "channel.get", channel));
        assertEquals("-32002 permission_denied", fixture.error("bob", "message.import", params));
    }

    @Test
    void importTargetIsChannelOrConversation() {
        String some = "'messages': " + messages(0, 1) + "}";
        String rejected = "-32602 invalid_value";
        assertEquals(rejected, fixture.error("alice", "message.import", "{" + some));
        assertEquals(rejected, fixture.error("alice", "message.import", "{'workspace_id': 1, " + some));
        assertEquals(
                rejected,
                fixture.error(
                        "alice", "message.import", "{'channel_id': 1, 'workspace_id': 1, 'user_ids': [2, 3], " + some));
    }

    @Test
    void tooManyMessagesAreRejected() {
        String params = "{'channel_id': 1, 'messages': " + messages(0, 201) + "}";
        assertEquals("-32602 invalid_params", fixture.error("alice", "message.import", params));
        assertEquals(
                "-32602 invalid_params", fixture.error("alice", "message.import", "{'channel_id': 1, 'messages': []}"));
    }

    /** The importing administrator was the owner of every imported private channel. */
    @Test
    void importedPrivateChannelStaysHiddenFromImporter() {
        String channel =
                "{'workspace_id': 1, 'source': 's', 'key': 'G1', 'kind': 'private', 'name': 'salaries', 'archived': true";
        long id = fixture.result("alice", "channel.import", channel + "}")
                .path("channel_id")
                .asLong();
        String posts = "{'channel_id': " + id + ", 'op_id': 'i1', 'messages': " + messages(0, 2) + "}";
        assertEquals(
                fixture.result("alice", "message.import", posts),
                fixture.result("alice", "message.import", posts),
                "an interrupted import repeats its calls");
        String last = channel + ", 'user_ids': [2], 'complete': true}";
        assertEquals(
                id,
                fixture.result("alice", "channel.import", last)
                        .path("channel_id")
                        .asLong());
        String get = "{'channel_id': " + id + "}";
        assertEquals("-32003 channel_not_found", fixture.error("alice", "channel.get", get));
        assertEquals("-32003 channel_not_found", fixture.error("carol", "message.list", get));
        assertEquals(
                2, fixture.result("bob", "message.list", get).path("messages").size());
        assertEquals(
                0,
                fixture.result("bob", "read.get", get).at("/read_state/unread").asLong());
        assertEquals("-32002 permission_denied", fixture.error("bob", "channel.import", last));
    }

    @Test
    void lookupFindsIdentitiesAndNamesInUse() {
        fixture.result(
                "alice",
                "user.import",
                "{'source': 's', 'people': [{'key': 'U1', 'username': 'zoe', 'display_name': 'Zoe'},"
                        + " {'key': 'U2', 'username': 'bob', 'display_name': 'Bob', 'user_id': 2}]}");
        fixture.result("alice", "workspace.import", "{'source': 's', 'key': 'T1', 'name': 'Acme'}");
        String lookup =
                "{'source': 's', 'workspace_id': 1, 'workspace_keys': ['T1', 'T2'], 'person_keys': ['U1', 'U2', 'U3'],"
                        + " 'usernames': ['zoe', 'erin'], 'channel_names': ['general', 'plans']}";
        JsonNode found = fixture.result("alice", "workspace.import_lookup", lookup);
        assertEquals("Acme", found.at("/workspaces/0/name").asText());
        assertEquals(1, found.path("workspaces").size());
        assertEquals("zoe", found.at("/people/0/name").asText());
        assertEquals(2, found.at("/people/1/id").asLong());
        assertEquals("zoe", found.at("/usernames/0/username").asText());
        assertEquals("general", found.at("/channel_names/0/name").asText());
        assertEquals("-32002 permission_denied", fixture.error("bob", "workspace.import_lookup", lookup));
    }
}
