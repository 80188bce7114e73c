package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What remains of a deleted message: no unread count, but the replies to it. */
class DeletedMessagesTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
        send("bob", "Bob has read everything so far");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private long send(String name, String text) {
        return fixture.result(name, "message.send", "{'channel_id': 1, 'text': '" + text + "'}")
                .at("/message/id")
                .asLong();
    }

    private long reply(String name, long parent, String text) {
        return fixture.result(name, "thread.reply", "{'parent_id': " + parent + ", 'text': '" + text + "'}")
                .at("/message/id")
                .asLong();
    }

    private void delete(String name, long message) {
        fixture.result(name, "message.delete", "{'message_id': " + message + "}");
    }

    private JsonNode threadOf(String name, long parent) {
        return fixture.result(name, "thread.list", "{'parent_id': " + parent + "}");
    }

    private String error(String name, String method, String params) {
        return fixture.call(name, method, params).at("/error/data/detail").asText();
    }

    // ---- Unread counts ----

    /** Every place that states the counts of the channel, and what it states. */
    private List<Long> unread(String name) {
        JsonNode bootstrap = fixture.result(name, "session.bootstrap", "{}")
                .path("read_states")
                .valueStream()
                .filter(row -> row.path("channel_id").asLong() == 1)
                .findFirst()
                .orElseThrow();
        JsonNode read = fixture.result(name, "read.get", "{'channel_id': 1}").path("read_state");
        assertEquals(bootstrap, read);
        assertEquals(
                read.path("unread"),
                fixture.result(name, "read.unread_counts", "{'workspace_id': 1}")
                        .at("/counts/1"));
        return List.of(
                read.path("unread").asLong(), read.path("unread_mentions").asLong());
    }

    /** A badge of a message that was deleted came back with each reload: unread was a difference of ordinals. */
    @Test
    void deletedMessagesAreNotUnread() {
        send("alice", "@channel, sorry");
        long read = send("alice", "hello");
        long named = send("alice", "oops @bob");
        long all = send("alice", "@channel oops");
        assertEquals(List.of(4L, 3L), unread("bob"));
        delete("alice", named);
        assertEquals(List.of(3L, 2L), unread("bob"));
        delete("alice", all);
        assertEquals(List.of(2L, 1L), unread("bob"));
        JsonNode marked = fixture.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + read + "}");
        assertEquals(0, marked.path("unread").asLong(), marked::toString);
        assertEquals(0, marked.path("unread_mentions").asLong(), marked::toString);
        assertEquals(List.of(0L, 0L), unread("bob"));
        long last = send("alice", "@channel again");
        delete("alice", last);
        assertEquals(List.of(0L, 0L), unread("bob"));
        assertEquals(
                List.of(),
                fixture.result("bob", "mention.list", "{'unread': true}")
                        .path("mentions")
                        .valueStream()
                        .toList());
        send("alice", "the next one");
        assertEquals(List.of(1L, 0L), unread("bob"));
    }

    /** A client marks the newest message that it shows while its author deletes it. */
    @Test
    void deletedMessageCanBeMarkedAsRead() {
        send("alice", "one");
        long two = send("alice", "two");
        send("alice", "three");
        delete("alice", two);
        JsonNode marked = fixture.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + two + "}");
        assertEquals(1, marked.path("unread").asLong(), marked::toString);
        assertEquals(List.of(1L, 0L), unread("bob"));
    }

    @Test
    void mentionsMarkedAsReadStayReadWhenOthersAreDeleted() {
        long first = send("alice", "@channel 1");
        send("alice", "@channel 2");
        long third = send("alice", "@channel 3");
        fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + first + "}");
        delete("alice", third);
        JsonNode marked = fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + first + "}");
        assertEquals(1, marked.path("unread_mentions").asLong(), marked::toString);
        assertEquals(2, marked.path("unread").asLong(), marked::toString);
        assertEquals(List.of(2L, 1L), unread("bob"));
    }

    /** After random commands, the counts are the numbers of messages that the lists contain. */
    @Test
    void countsAreWhatTheListsContain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> messages = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            long any = messages.isEmpty() ? 0 : messages.get(random.nextInt(messages.size()));
            int kind = any == 0 ? 0 : random.nextInt(10);
            switch (kind) {
                case 0, 1, 2, 3 ->
                    messages.add(send(
                            "alice", List.of("x", "@bob", "@channel", "@here").get(random.nextInt(4))));
                case 4 -> messages.add(send("bob", List.of("y", "@channel").get(random.nextInt(2))));
                case 5, 6 -> {
                    delete("alice", any);
                    messages.remove(any);
                }
                case 7 -> fixture.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + any + "}");
                case 8 -> fixture.result("bob", "mention.mark_read", "{'channel_id': 1, 'message_id': " + any + "}");
                default ->
                    fixture.result(
                            "alice", "message.send", "{'channel_id': 1, 'text': '@bob', 'parent_id': " + any + "}");
            }
            steps.add(kind + " " + any);
            assertEquals(listed("bob"), unread("bob"), () -> "seed " + seed + ": " + steps);
        }
    }

    private List<Long> listed(String name) {
        long readNo = fixture.result(name, "read.get", "{'channel_id': 1}")
                .at("/read_state/read_no")
                .asLong();
        long messages = fixture.result(name, "message.list", "{'channel_id': 1, 'limit': 200}")
                .path("messages")
                .valueStream()
                .filter(message -> message.path("no").asLong() > readNo)
                .count();
        long mentions = fixture.result(name, "mention.list", "{'unread': true, 'limit': 200}")
                .path("mentions")
                .valueStream()
                .filter(mention ->
                        !mention.path("message").has("parent_id")) // a mention in a reply counts in its thread
                .count();
        return List.of(messages, mentions);
    }

    // ---- Threads ----

    /** The replies were found by the search, and no call opened them. */
    @Test
    void threadOfADeletedMessageCanBeRead() {
        long parent = send("alice", "goes too");
        long answer = reply("bob", parent, "bongo stays");
        assertEquals("goes too", threadOf("bob", parent).at("/parent/text").asText());
        assertFalse(threadOf("bob", parent).path("parent").has("deleted_at"));
        delete("alice", parent);
        JsonNode thread = threadOf("bob", parent);
        assertEquals(answer, thread.at("/messages/0/id").asLong());
        assertEquals("", thread.at("/parent/text").asText());
        assertEquals(parent, thread.at("/parent/id").asLong());
        assertEquals(1, thread.at("/parent/reply_count").asLong());
        assertTrue(thread.path("parent").has("deleted_at"), thread::toString);
        assertEquals(
                answer,
                fixture.result("bob", "message.search", "{'query': 'bongo'}")
                        .at("/hits/0/message/id")
                        .asLong());
        assertEquals(
                "there is no message " + parent + " here",
                error("bob", "message.get", "{'message_id': " + parent + "}"));
    }

    @Test
    void deletedParentAcceptsNoReply() {
        long parent = send("alice", "question");
        reply("bob", parent, "answer");
        delete("alice", parent);
        String expected = "message " + parent + " was deleted; its thread can be read, but accepts no more replies";
        assertEquals(expected, error("bob", "thread.reply", "{'parent_id': " + parent + ", 'text': 'late'}"));
        assertEquals(
                expected,
                error("bob", "message.send", "{'channel_id': 1, 'text': 'late', 'parent_id': " + parent + "}"));
    }

    /** The count of the remaining replies stays right, and the last one takes the thread with it. */
    @Test
    void threadEndsWithItsLastReply() {
        long parent = send("alice", "question");
        long first = reply("bob", parent, "answer");
        long second = reply("bob", parent, "another");
        delete("alice", parent);
        delete("bob", first);
        assertEquals(1, threadOf("bob", parent).at("/parent/reply_count").asLong());
        delete("bob", second);
        assertEquals(
                "there is no message " + parent + " here",
                error("bob", "thread.list", "{'parent_id': " + parent + "}"));
    }

    /** A user outside the channel gets the answer for a message that does not exist. */
    @Test
    void deletedParentOfAnotherChannelIsHidden() {
        long secret = fixture.result(
                        "bob", "channel.create", "{'workspace_id': 1, 'name': 'secret', 'kind': 'private'}")
                .at("/channel/id")
                .asLong();
        long parent = fixture.result("bob", "message.send", "{'channel_id': " + secret + ", 'text': 'x'}")
                .at("/message/id")
                .asLong();
        reply("bob", parent, "y");
        delete("bob", parent);
        assertEquals(1, threadOf("bob", parent).path("messages").size());
        for (String method : List.of("thread.list", "thread.reply")) {
            String text = method.equals("thread.list") ? "" : ", 'text': 'z'";
            assertEquals(
                    "there is no message " + parent + " here",
                    error("carol", method, "{'parent_id': " + parent + text + "}"));
        }
    }
}
