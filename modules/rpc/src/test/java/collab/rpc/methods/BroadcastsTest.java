package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code @channel} and {@code @here} in the results of methods. */
class BroadcastsTest {
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

    private JsonNode send(String name, String text) {
        return fixture.result(name, "message.send", "{'channel_id': 1, 'text': '" + text + "'}")
                .path("message");
    }

    private JsonNode readState(String name) {
        return fixture.result(name, "read.get", "{'channel_id': 1}").path("read_state");
    }

    private long unreadMentions(String name) {
        return readState(name).path("unread_mentions").asLong();
    }

    private List<String> mentions(String name, String params) {
        return fixture.result(name, "mention.list", params)
                .path("mentions")
                .valueStream()
                .map(mention -> mention.at("/message/text").asText()
                        + (mention.path("unread").asBoolean() ? " *" : ""))
                .toList();
    }

    @Test
    void broadcastCountsForMembersExceptAuthor() {
        assertEquals(
                "channel", send("alice", "@channel, cake").path("broadcast").asText());
        send("alice", "and for @bob more");
        JsonNode bob = readState("bob");
        assertEquals(1, bob.path("mentions").asLong(), "the message that mentions Bob by name");
        assertEquals(1, bob.path("broadcast_no").asLong());
        assertEquals(0, bob.path("read_broadcast_no").asLong());
        assertEquals(2, bob.path("unread_mentions").asLong());
        assertEquals(1, unreadMentions("carol"));
        assertEquals(0, unreadMentions("alice"));
        JsonNode boot = fixture.result("carol", "session.bootstrap", "{}");
        assertEquals(1, boot.at("/channels/0/broadcast_no").asLong());
        assertEquals(1, boot.at("/read_states/0/unread_mentions").asLong());
    }

    @Test
    void broadcastsAreListedAmongMentions() {
        send("alice", "@channel one");
        send("carol", "@bob two");
        send("carol", "@here three");
        long last = send("carol", "@channel and @bob four").path("id").asLong();
        assertEquals(
                List.of("@channel and @bob four *", "@bob two *", "@channel one *"),
                mentions("bob", "{}"),
                "each message once");
        assertEquals(List.of("@channel and @bob four *"), mentions("alice", "{}"));
        assertEquals(List.of("@channel one"), mentions("carol", "{}"), "her own later message marked it as read");
        assertEquals(List.of("@channel and @bob four *", "@bob two *"), mentions("bob", "{'limit': 2}"));
        assertEquals(List.of("@bob two *", "@channel one *"), mentions("bob", "{'before_id': " + last + "}"));
        assertEquals(3, mentions("bob", "{'workspace_id': 1}").size());
        fixture.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + (last - 1) + "}");
        assertEquals(List.of("@channel and @bob four *"), mentions("bob", "{'unread': true}"));
    }

    @Test
    void markingMentionKeepsReadPosition() {
        send("alice", "@channel one");
        long second = send("alice", "@channel two").path("id").asLong();
        send("alice", "@channel three");
        JsonNode marked = fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + second + "}");
        assertEquals(0, marked.path("read_no").asLong());
        assertEquals(2, marked.path("read_broadcast_no").asLong());
        assertEquals(3, marked.path("broadcast_no").asLong());
        assertEquals(1, marked.path("unread_mentions").asLong());
        assertEquals(List.of("@channel three *", "@channel two", "@channel one"), mentions("bob", "{}"));
        JsonNode all = fixture.result("bob", "mention.mark_read", "{'channel_id': 1}");
        assertEquals(0, all.path("unread_mentions").asLong());
    }

    @Test
    void guestCannotBroadcast() {
        fixture.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 2, 'role': 'guest'}");
        assertFalse(send("bob", "@channel and @here").has("broadcast"));
        assertEquals(0, unreadMentions("alice"));
    }

    @Test
    void formerMemberGetsNoBroadcast() {
        long from = fixture.result("bob", "channel.leave", "{'channel_id': 1}")
                .path("seq")
                .asLong();
        send("alice", "@channel one");
        String pull = "{'epoch': '" + fixture.persistence.log().epoch() + "', 'from': " + from + "}";
        assertEquals(
                List.of(),
                fixture.result("bob", "session.pull", pull)
                        .path("events")
                        .valueStream()
                        .filter(event -> event.path("type").asText().equals("mention.created"))
                        .toList());
        fixture.result("bob", "channel.join", "{'channel_id': 1}");
        assertEquals(0, unreadMentions("bob"));
        assertEquals(List.of(), mentions("bob", "{}"));
        send("alice", "@channel two");
        assertEquals(List.of("@channel two *"), mentions("bob", "{}"));
    }
}
