package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyTest {
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

    private int messages() {
        return town.result("alice", "message.list", "{'channel_id': 1}")
                .path("messages")
                .size();
    }

    @Test
    void aRepeatIsAnsweredAndNotExecuted() {
        String send = "{'channel_id': 1, 'text': 'once', 'op_id': 'tab1:1'}";
        JsonNode first = town.result("bob", "message.send", send);
        int before = messages();
        JsonNode second = town.result("bob", "message.send", send);
        assertEquals(before, messages());
        assertEquals(first.path("seq"), second.path("seq"));
        assertEquals(first.path("message").path("id"), second.path("message").path("id"));
    }

    @Test
    void aRepeatShowsTheEntityAsItIsNow() {
        String send = "{'channel_id': 1, 'text': 'befor', 'op_id': 'tab1:1'}";
        JsonNode first = town.result("bob", "message.send", send);
        town.result(
                "bob",
                "message.update",
                "{'message_id': " + first.path("message").path("id") + ", 'text': 'before'}");
        JsonNode second = town.result("bob", "message.send", send);
        assertEquals("before", second.path("message").path("text").asText());
        assertEquals(first.path("seq"), second.path("seq"));
    }

    @Test
    void theOrderOfMembersIsNotAnotherRequest() {
        JsonNode first = town.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode second = town.result("bob", "message.send", "{'op_id': 'o', 'text': 'x', 'channel_id': 1}");
        assertEquals(first, second);
    }

    @Test
    void otherParametersOrAnotherMethodAreAConflict() {
        town.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertEquals(
                "-32004 operation_reused",
                town.error("bob", "message.send", "{'channel_id': 1, 'text': 'y', 'op_id': 'o'}"));
        assertEquals(
                "-32004 operation_reused",
                town.error("bob", "presence.set_status_text", "{'text': 'x', 'op_id': 'o'}"));
    }

    @Test
    void anOpIdBelongsToItsCaller() {
        JsonNode bobs = town.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode carols = town.result("carol", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertTrue(carols.path("message").path("id").asLong()
                > bobs.path("message").path("id").asLong());
    }

    @Test
    void whoMayNoLongerSeeItIsNotToldAgain() {
        JsonNode vault =
                town.result("bob", "channel.create", "{'workspace_id': 1, 'kind': 'private', 'name': 'vault'}");
        String channel = vault.path("channel").path("id").asText();
        town.result("bob", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 3}");
        String send = "{'channel_id': " + channel + ", 'text': 'secret', 'op_id': 'o'}";
        town.result("carol", "message.send", send);
        town.result("bob", "channel.members.remove", "{'channel_id': " + channel + ", 'user_id': 3}");
        assertTrue(town.error("carol", "message.send", send).startsWith("-32003 "));
    }

    @Test
    void refusalsAreNotKept() {
        String send = "{'channel_id': 2, 'text': 'x', 'op_id': 'o'}";
        assertTrue(town.call("bob", "message.send", send).has("error"));
        town.result("bob", "channel.join", "{'channel_id': 2}");
        town.result("bob", "message.send", send);
    }
}
