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

/** What an importer relies on: order, repetition and bounds. */
class ImportTest {
    @TempDir
    Path folder;

    private RpcFixture town;

    @BeforeEach
    void open() {
        town = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static String messages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{'key': 'k" + i + "', 'user_id': 2, 'text': 'message " + i
                        + "', 'created_at': '2020-01-01T00:00:00.000Z'}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void anImportThatWasCutShortIsBegunAgain() {
        JsonNode first =
                town.result("alice", "message.import", "{'channel_id': 1, 'messages': " + messages(0, 3) + "}");
        JsonNode again =
                town.result("alice", "message.import", "{'channel_id': 1, 'messages': " + messages(1, 5) + "}");
        assertEquals("[2,3,4]", first.path("message_ids").toString());
        assertEquals("[3,4,5,6]", again.path("message_ids").toString());
        JsonNode listed =
                town.result("bob", "message.list", "{'channel_id': 1}").path("messages");
        assertEquals(
                List.of("message 0", "message 1", "message 2", "message 3", "message 4"),
                listed.valueStream()
                        .skip(1)
                        .map(message -> message.path("text").asText())
                        .toList());
        assertEquals("2020-01-01T00:00:00.000Z", listed.at("/1/created_at").asText());
    }

    @Test
    void aRepeatedOperationAnswersTheSameIds() {
        String params = "{'channel_id': 1, 'op_id': 'i1', 'messages': " + messages(0, 200) + "}";
        JsonNode first = town.result("alice", "message.import", params);
        assertEquals(200, first.path("message_ids").size());
        assertEquals(first, town.result("alice", "message.import", params));
    }

    @Test
    void aConversationOfOthersIsBroughtInUnseen() {
        String params = "{'workspace_id': 1, 'user_ids': [2, 3], 'messages': " + messages(0, 2) + "}";
        JsonNode first = town.result("alice", "message.import", params);
        assertEquals(2, first.path("message_ids").size());
        assertEquals(
                first.path("message_ids"),
                town.result("alice", "message.import", params).path("message_ids"),
                "again it is nothing new");
        long id = first.at("/message_ids/0").asLong();
        assertEquals("-32003 message_not_found", town.error("alice", "message.get", "{'message_id': " + id + "}"));
        JsonNode there = town.result("bob", "message.get", "{'message_id': " + id + "}");
        String channel = "{'channel_id': " + there.at("/message/channel_id") + "}";
        assertEquals(
                "dm",
                town.result("carol", "channel.get", channel).at("/channel/kind").asText());
        assertEquals(
                0,
                town.result("carol", "read.get", channel)
                        .at("/read_state/unread")
                        .asLong());
        assertEquals("-32003 channel_not_found", town.error("alice", "channel.get", channel));
        assertEquals("-32002 permission_denied", town.error("bob", "message.import", params));
    }

    @Test
    void thePlaceIsAChannelOrAConversation() {
        String some = "'messages': " + messages(0, 1) + "}";
        String refused = "-32602 invalid_value";
        assertEquals(refused, town.error("alice", "message.import", "{" + some));
        assertEquals(refused, town.error("alice", "message.import", "{'workspace_id': 1, " + some));
        assertEquals(
                refused,
                town.error(
                        "alice", "message.import", "{'channel_id': 1, 'workspace_id': 1, 'user_ids': [2, 3], " + some));
    }

    @Test
    void moreThanAStepHoldsIsRefused() {
        String params = "{'channel_id': 1, 'messages': " + messages(0, 201) + "}";
        assertEquals("-32602 invalid_params", town.error("alice", "message.import", params));
        assertEquals(
                "-32602 invalid_params", town.error("alice", "message.import", "{'channel_id': 1, 'messages': []}"));
    }
}
