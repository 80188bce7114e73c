package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryAndMentionsTest {
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

    private long send(String name, long channel, String text) {
        return fixture.result(name, "message.send", "{'channel_id': " + channel + ", 'text': '" + text + "'}")
                .at("/message/id")
                .asLong();
    }

    private static String of(long message) {
        return "{'message_id': " + message + "}";
    }

    // ---- History ----

    @Test
    void historyHasAllVersionsWithTimes() {
        long id = send("bob", 1, "frist");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'first'}");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'first!'}");
        fixture.result("carol", "message.react", "{'message_id': " + id + ", 'emoji': ':tada:'}");
        assertEquals(
                "[{\"text\":\"frist\",\"at\":\"2026-11-23T05:38:00.123Z\"},"
                        + "{\"text\":\"first\",\"at\":\"2026-11-23T05:39:00.123Z\"},"
                        + "{\"text\":\"first!\",\"at\":\"2026-11-23T05:40:00.123Z\"}]",
                fixture.result("carol", "message.history", of(id))
                        .path("versions")
                        .toString());
    }

    /** A member who joined a private channel later received the texts that had been edited away before. */
    @Test
    void textEditedAwayBeforeMembershipIsHidden() {
        long channel = fixture.result(
                        "bob", "channel.create", "{'workspace_id': 1, 'name': 'secret', 'kind': 'private'}")
                .at("/channel/id")
                .asLong();
        fixture.result("bob", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 1}");
        long id = send("bob", channel, "password 123");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'ask me'}");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.result("bob", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 3}");
        assertEquals(List.of("ask me"), texts("carol", id));
        assertEquals(List.of("password 123", "ask me"), texts("alice", id));
        assertEquals(List.of("password 123", "ask me"), texts("bob", id));
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'ask bob'}");
        assertEquals(List.of("ask me", "ask bob"), texts("carol", id), "carol could read the text before this edit");
    }

    private List<String> texts(String name, long message) {
        return fixture.result(name, "message.history", of(message))
                .path("versions")
                .valueStream()
                .map(version -> version.path("text").asText())
                .toList();
    }

    @Test
    void deletedMessageHasNoHistory() {
        long id = send("bob", 1, "a secret");
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'nothing'}");
        fixture.result("bob", "message.delete", of(id));
        assertEquals("-32003 message_not_found", fixture.error("bob", "message.history", of(id)));
        assertEquals(
                List.of(),
                fixture.persistence
                        .snapshots()
                        .read(snapshot -> snapshot.versions(new collab.domain.id.MessageId(id))));
    }

    @Test
    void historyLengthIsBounded() {
        long id = send("bob", 1, "text 0");
        for (int i = 1; i <= 110; i++) {
            fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'text " + i + "'}");
        }
        JsonNode versions = fixture.result("bob", "message.history", of(id)).path("versions");
        assertEquals(101, versions.size());
        assertEquals("text 10", versions.at("/0/text").asText());
        assertEquals("text 110", versions.at("/100/text").asText());
    }

    // ---- Mentions ----

    private List<String> mentions(String name, String params) {
        return fixture.result(name, "mention.list", params)
                .path("mentions")
                .valueStream()
                .map(mention -> mention.at("/message/text").asText()
                        + (mention.path("unread").asBoolean() ? " *" : ""))
                .toList();
    }

    private long unreadMentions(String name) {
        return fixture.result(name, "read.get", "{'channel_id': 1}")
                .at("/read_state/mentions")
                .asLong();
    }

    @Test
    void markingMentionKeepsReadPosition() {
        long first = send("alice", 1, "@bob one");
        send("alice", 1, "@bob two");
        send("alice", 1, "@bob three");
        assertEquals(List.of("@bob three *", "@bob two *", "@bob one *"), mentions("bob", "{}"));
        JsonNode marked = fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + first + "}");
        assertEquals(2, marked.path("mentions").asLong());
        assertEquals(0, marked.path("read_no").asLong());
        assertEquals(4, marked.path("unread").asLong());
        assertEquals(List.of("@bob three *", "@bob two *", "@bob one"), mentions("bob", "{}"));
        assertEquals(List.of("@bob three *", "@bob two *"), mentions("bob", "{'unread': true}"));
        long seq = marked.path("seq").asLong();
        JsonNode again = fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + first + "}");
        assertEquals(seq, again.path("seq").asLong(), "marking a read mention again changes nothing");
        assertEquals(
                0,
                fixture.result("bob", "mention.mark_read", "{'channel_id': 1}")
                        .path("mentions")
                        .asLong());
        assertEquals(List.of("@bob three", "@bob two", "@bob one"), mentions("bob", "{}"));
    }

    @Test
    void deletingReadMentionKeepsUnreadCount() {
        long first = send("alice", 1, "@bob one");
        send("alice", 1, "@bob two");
        fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + first + "}");
        fixture.result("alice", "message.delete", of(first));
        assertEquals(1, unreadMentions("bob"));
    }

    @Test
    void mentionListIsPagedAndFiltersWorkspace() {
        for (int i = 0; i < 3; i++) send("alice", 1, "@bob " + i);
        JsonNode page = fixture.result("bob", "mention.list", "{'limit': 2}");
        assertEquals(2, page.path("mentions").size());
        long next = page.path("next_before_id").asLong();
        JsonNode rest = fixture.result("bob", "mention.list", "{'limit': 2, 'before_id': " + next + "}");
        assertEquals(1, rest.path("mentions").size());
        assertFalse(rest.has("next_before_id"));
        assertEquals(3, mentions("bob", "{'workspace_id': 1}").size());
        assertEquals("-32003 workspace_not_found", fixture.error("bob", "mention.list", "{'workspace_id': 2}"));
    }

    @Test
    void leavingChannelRemovesMentions() {
        send("alice", 1, "@bob one");
        fixture.result("bob", "channel.leave", "{'channel_id': 1}");
        assertEquals(List.of(), mentions("bob", "{}"));
        fixture.result("bob", "channel.join", "{'channel_id': 1}");
        assertEquals(List.of(), mentions("bob", "{}"));
    }
}
