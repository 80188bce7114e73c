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

/** {@code @channel} and {@code @here}, as a client asks for them. */
class BroadcastsTest {
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

    private JsonNode say(String name, String text) {
        return town.result(name, "message.send", "{'channel_id': 1, 'text': '" + text + "'}")
                .path("message");
    }

    private JsonNode readState(String name) {
        return town.result(name, "read.get", "{'channel_id': 1}").path("read_state");
    }

    private long unreadMentions(String name) {
        return readState(name).path("unread_mentions").asLong();
    }

    private List<String> mentions(String name, String params) {
        return town.result(name, "mention.list", params)
                .path("mentions")
                .valueStream()
                .map(mention -> mention.at("/message/text").asText()
                        + (mention.path("unread").asBoolean() ? " *" : ""))
                .toList();
    }

    @Test
    void everybodyButTheAuthorHasOneMore() {
        assertEquals("channel", say("alice", "@channel, cake").path("broadcast").asText());
        say("alice", "and for @bob more");
        JsonNode bob = readState("bob");
        assertEquals(1, bob.path("mentions").asLong(), "what names him");
        assertEquals(1, bob.path("broadcast_no").asLong());
        assertEquals(0, bob.path("read_broadcast_no").asLong());
        assertEquals(2, bob.path("unread_mentions").asLong());
        assertEquals(1, unreadMentions("carol"));
        assertEquals(0, unreadMentions("alice"));
        JsonNode boot = town.result("carol", "session.bootstrap", "{}");
        assertEquals(1, boot.at("/channels/0/broadcast_no").asLong());
        assertEquals(1, boot.at("/read_states/0/unread_mentions").asLong());
    }

    @Test
    void theyStandAmongTheMentionsOfEverybodyElse() {
        say("alice", "@channel one");
        say("carol", "@bob two");
        say("carol", "@here three");
        long last = say("carol", "@channel and @bob four").path("id").asLong();
        assertEquals(
                List.of("@channel and @bob four *", "@bob two *", "@channel one *"),
                mentions("bob", "{}"),
                "each once");
        assertEquals(List.of("@channel and @bob four *"), mentions("alice", "{}"));
        assertEquals(List.of("@channel one"), mentions("carol", "{}"), "what she said since has read it");
        assertEquals(List.of("@channel and @bob four *", "@bob two *"), mentions("bob", "{'limit': 2}"));
        assertEquals(List.of("@bob two *", "@channel one *"), mentions("bob", "{'before_id': " + last + "}"));
        assertEquals(3, mentions("bob", "{'workspace_id': 1}").size());
        town.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + (last - 1) + "}");
        assertEquals(List.of("@channel and @bob four *"), mentions("bob", "{'unread': true}"));
    }

    @Test
    void oneIsMarkedWithThoseBeforeItAndWithoutReadingOn() {
        say("alice", "@channel one");
        long second = say("alice", "@channel two").path("id").asLong();
        say("alice", "@channel three");
        JsonNode marked = town.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + second + "}");
        assertEquals(0, marked.path("read_no").asLong());
        assertEquals(2, marked.path("read_broadcast_no").asLong());
        assertEquals(3, marked.path("broadcast_no").asLong());
        assertEquals(1, marked.path("unread_mentions").asLong());
        assertEquals(List.of("@channel three *", "@channel two", "@channel one"), mentions("bob", "{}"));
        JsonNode all = town.result("bob", "mention.mark_read", "{'channel_id': 1}");
        assertEquals(0, all.path("unread_mentions").asLong());
    }

    @Test
    void aGuestSaysTheWordAndNobodyIsCalled() {
        town.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 2, 'role': 'guest'}");
        assertFalse(say("bob", "@channel and @here").has("broadcast"));
        assertEquals(0, unreadMentions("alice"));
    }

    @Test
    void whoLeftIsNotTold() {
        long from = town.result("bob", "channel.leave", "{'channel_id': 1}")
                .path("seq")
                .asLong();
        say("alice", "@channel one");
        String pull = "{'epoch': '" + town.persistence.log().epoch() + "', 'from': " + from + "}";
        assertEquals(
                List.of(),
                town.result("bob", "session.pull", pull)
                        .path("events")
                        .valueStream()
                        .filter(event -> event.path("type").asText().equals("mention.created"))
                        .toList());
        town.result("bob", "channel.join", "{'channel_id': 1}");
        assertEquals(0, unreadMentions("bob"));
        assertEquals(List.of(), mentions("bob", "{}"));
        say("alice", "@channel two");
        assertEquals(List.of("@channel two *"), mentions("bob", "{}"));
    }
}
