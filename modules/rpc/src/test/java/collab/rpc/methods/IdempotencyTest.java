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

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private int messages() {
        return fixture.result("alice", "message.list", "{'channel_id': 1}")
                .path("messages")
                .size();
    }

    @Test
    void repeatedCallIsNotExecuted() {
        String send = "{'channel_id': 1, 'text': 'once', 'op_id': 'tab1:1'}";
        JsonNode first = fixture.result("bob", "message.send", send);
        int before = messages();
        JsonNode second = fixture.result("bob", "message.send", send);
        assertEquals(before, messages());
        assertEquals(first.path("seq"), second.path("seq"));
        assertEquals(first.path("message").path("id"), second.path("message").path("id"));
    }

    @Test
    void repeatedCallReturnsCurrentEntity() {
        String send = "{'channel_id': 1, 'text': 'befor', 'op_id': 'tab1:1'}";
        JsonNode first = fixture.result("bob", "message.send", send);
        fixture.result(
                "bob",
                "message.update",
                "{'message_id': " + first.path("message").path("id") + ", 'text': 'before'}");
        JsonNode second = fixture.result("bob", "message.send", send);
        assertEquals("before", second.path("message").path("text").asText());
        assertEquals(first.path("seq"), second.path("seq"));
    }

    @Test
    void memberOrderDoesNotMatter() {
        JsonNode first = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode second = fixture.result("bob", "message.send", "{'op_id': 'o', 'text': 'x', 'channel_id': 1}");
        assertEquals(first, second);
    }

    @Test
    void otherParametersOrMethodConflict() {
        fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertEquals(
                "-32004 operation_reused",
                fixture.error("bob", "message.send", "{'channel_id': 1, 'text': 'y', 'op_id': 'o'}"));
        assertEquals(
                "-32004 operation_reused",
                fixture.error("bob", "presence.set_status_text", "{'text': 'x', 'op_id': 'o'}"));
    }

    @Test
    void opIdIsScopedToCaller() {
        JsonNode bobs = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode carols = fixture.result("carol", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertTrue(carols.path("message").path("id").asLong()
                > bobs.path("message").path("id").asLong());
    }

    @Test
    void repeatedCallRechecksAccess() {
        JsonNode vault =
                fixture.result("bob", "channel.create", "{'workspace_id': 1, 'kind': 'private', 'name': 'vault'}");
        String channel = vault.path("channel").path("id").asText();
        fixture.result("bob", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 3}");
        String send = "{'channel_id': " + channel + ", 'text': 'secret', 'op_id': 'o'}";
        fixture.result("carol", "message.send", send);
        fixture.result("bob", "channel.members.remove", "{'channel_id': " + channel + ", 'user_id': 3}");
        assertTrue(fixture.error("carol", "message.send", send).startsWith("-32003 "));
    }

    @Test
    void rejectedCallIsNotStored() {
        String send = "{'channel_id': 2, 'text': 'x', 'op_id': 'o'}";
        assertTrue(fixture.call("bob", "message.send", send).has("error"));
        fixture.result("bob", "channel.join", "{'channel_id': 2}");
        fixture.result("bob", "message.send", send);
    }
}
