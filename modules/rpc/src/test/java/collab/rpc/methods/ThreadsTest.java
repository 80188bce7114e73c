package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following threads, and what is unread in them. */
class ThreadsTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;
    private long question;

    @BeforeEach
    void ask() {
        fixture = new RpcFixtureSeeds(folder).open();
        question = fixture.result("alice", "message.send", "{'channel_id': 1, 'text': 'a question'}")
                .at("/message/id")
                .asLong();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private JsonNode reply(String name, String text) {
        return fixture.result(name, "thread.reply", "{'parent_id': " + question + ", 'text': '" + text + "'}")
                .path("message");
    }

    private JsonNode followed(String name) {
        return fixture.result(name, "session.bootstrap", "{}").path("threads");
    }

    private JsonNode thread(String name) {
        return fixture.result(name, "thread.get", "{'parent_id': " + question + "}");
    }

    private JsonNode follow(String name, boolean following) {
        return fixture.result(
                name, "thread.follow", "{'parent_id': " + question + ", 'following': " + following + "}");
    }

    @Test
    void answerIsUnreadForTheAuthorOfTheQuestion() {
        long answer = reply("bob", "an answer").path("id").asLong();
        JsonNode unread = followed("alice").path("unread");
        assertEquals(1, unread.size());
        assertEquals(question, unread.at("/0/parent_id").asLong());
        assertEquals(1, unread.at("/0/unread").asLong());
        assertEquals(unread.get(0), thread("alice").path("state"));
        assertEquals(answer, thread("alice").path("first_unread_id").asLong());
        JsonNode bob = followed("bob");
        assertTrue(bob.path("unread").isEmpty());
        assertEquals(question, bob.at("/following/0/parent_ids/0").asLong());
        assertFalse(bob.path("more").asBoolean());
    }

    @Test
    void markedThreadHasNothingUnread() {
        reply("bob", "1");
        long second = reply("bob", "2 @alice").path("id").asLong();
        assertEquals(1, thread("alice").at("/state/mentions").asLong());
        JsonNode state = fixture.result(
                        "alice", "thread.mark", "{'parent_id': " + question + ", 'message_id': " + second + "}")
                .path("state");
        assertEquals(List.of(0L, 0L, 2L), List.of(
                state.path("unread").asLong(),
                state.path("mentions").asLong(),
                state.path("read_no").asLong()));
        assertEquals(question, followed("alice").at("/following/0/parent_ids/0").asLong());
    }

    @Test
    void repeatedFollowAnswersThePresentState() {
        String once = "{'parent_id': " + question + ", 'following': true, 'op_id': 'follow-1'}";
        JsonNode first = fixture.result("bob", "thread.follow", once);
        reply("alice", "a detail");
        JsonNode again = fixture.result("bob", "thread.follow", once);
        assertEquals(first.path("seq"), again.path("seq"));
        assertEquals(1, again.at("/state/unread").asLong());
    }

    @Test
    void unfollowedThreadConcernsNoMore() {
        reply("bob", "an answer");
        assertEquals(0, follow("alice", false).at("/state/unread").asLong());
        reply("bob", "another");
        assertTrue(followed("alice").path("unread").isEmpty());
        assertTrue(followed("alice").path("following").isEmpty());
        assertEquals(0, thread("alice").at("/state/unread").asLong());
        assertTrue(thread("alice").path("first_unread_id").isMissingNode());
    }

    @Test
    void inboxPagesEndWithoutACursor() {
        JsonNode page = inbox("");
        assertTrue(page.path("threads").isEmpty(), "a thread without replies is not listed");
        reply("bob", "an answer");
        JsonNode listed = inbox("").at("/threads/0");
        assertEquals("an answer", listed.at("/last_reply/text").asText());
        assertEquals(question, listed.at("/parent/id").asLong());
        assertEquals(1, listed.path("repliers").size());
        long first = question;
        question = fixture.result("alice", "message.send", "{'channel_id': 1, 'text': 'the next'}")
                .at("/message/id")
                .asLong();
        reply("bob", "an answer");
        JsonNode newest = inbox(", 'limit': 1");
        assertEquals(question, newest.at("/threads/0/parent/id").asLong());
        JsonNode older = inbox(", 'limit': 1, 'before': '" + newest.path("next").asText() + "'");
        assertEquals(first, older.at("/threads/0/parent/id").asLong());
        assertTrue(older.path("next").isMissingNode());
    }

    private JsonNode inbox(String more) {
        return fixture.result("alice", "thread.inbox", "{'workspace_id': 1" + more + "}");
    }

    @Test
    void deletedReplyIsNotUnread() {
        long answer = reply("bob", "@alice").path("id").asLong();
        fixture.result("bob", "message.delete", "{'message_id': " + answer + "}");
        assertTrue(followed("alice").path("unread").isEmpty());
        assertTrue(fixture.result("alice", "mention.list", "{'unread': true}").path("mentions").isEmpty());
    }

    /** Reading the channel cleared the mention, although the thread was never opened. */
    @Test
    void mentionInAReplyIsUnreadUntilTheThreadIsRead() {
        long answer = reply("bob", "@alice").path("id").asLong();
        long newest = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'more'}")
                .at("/message/id")
                .asLong();
        JsonNode read = fixture.result("alice", "read.mark", "{'channel_id': 1, 'message_id': " + newest + "}");
        assertEquals(0, read.path("mentions").asLong());
        assertEquals(1, unreadMentions());
        fixture.result("alice", "thread.mark", "{'parent_id': " + question + ", 'message_id': " + answer + "}");
        assertEquals(0, unreadMentions());
    }

    private int unreadMentions() {
        return fixture.result("alice", "mention.list", "{'unread': true}").path("mentions").size();
    }
}
