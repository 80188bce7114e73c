package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A story of four users, Alice with two sockets. Each event reaches exactly the users that may see it, at the right
 * position, after the right event, on every socket. No other user receives any byte of it, live or replayed.
 */
class MessageStoryIT extends MessageStoryBase {
    private static final String[] PAIR = {"alice", "bob"};
    private static final String DELETED_TEXT = "This text is deleted";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @ParameterizedTest
    @EnumSource
    void eachEventReachesExactlyItsAudience(Deployment deployment) throws Exception {
        RunningSystem system = deployment.start(programs, programs.folder());
        open(system);

        channelMessages();
        long direct = directMessage();
        long hidden = privateChannel();
        mentionAndThread();
        barrier();

        everySocketReceivedTheExpectedEvents();
        otherUsersReceivedNoByte(direct, hidden);
        replayIsTheSame();
        replayOfBobEndsWithHisMembership();
        pullIsTheSame(DELETED_TEXT);
    }

    // ---- Steps ----

    private void channelMessages() {
        long general = users.get("alice")
                .call("session.bootstrap")
                .at("/channels/0/id")
                .longValue();

        JsonNode sent = as("alice", "message.send", "channel_id", general, "text", "Good morning");
        long first = sent.at("/message/id").longValue();
        expect(
                "message.created",
                ALL,
                "/message/id",
                first,
                "/message/text",
                "Good morning",
                "/message/no",
                1L,
                "/message/user_id",
                1L,
                "/message/ver",
                head + 1,
                "/last_no",
                1L);
        assertPosition(sent);

        JsonNode edited = as("alice", "message.update", "message_id", first, "text", "Good morning, all");
        expect(
                "message.updated",
                ALL,
                "/message/id",
                first,
                "/message/text",
                "Good morning, all",
                "/message/ver",
                head + 1,
                "/last_no",
                1L);
        assertTrue(edited.get("message").has("edited_at"));
        assertPosition(edited);

        // four spellings of one emoji
        JsonNode reacted = as("bob", "message.react", "message_id", first, "emoji", ":+1:");
        expect("message.reacted", ALL, "/message_id", first, "/reactions/0/emoji", "👍", "/reactions/0/user_ids/0", 2L);
        assertPosition(reacted);
        assertPosition(
                as("dave", "message.toggle_react", "message_id", first, "emoji", "👍\ufe0f"),
                "message.reacted",
                ALL,
                "/reactions/0/user_ids/1",
                4L);
        assertPosition(
                as("bob", "message.unreact", "message_id", first, "emoji", "thumbsup"),
                "message.reacted",
                ALL,
                "/reactions/0/user_ids/0",
                4L);
        assertPosition(as("bob", "message.unreact", "message_id", first, "emoji", "👍")); // no change, so no event

        JsonNode marked = as("carol", "read.mark", "channel_id", general, "message_id", first);
        expect(
                "read.state",
                only("carol"),
                "/channel_id",
                general,
                "/last_read",
                first,
                "/read_no",
                1L,
                "/mentions",
                0L,
                "/ver",
                head + 1);
        assertEquals(0, marked.get("unread").intValue());
        assertPosition(marked);

        JsonNode mistake = as("bob", "message.send", "channel_id", general, "text", DELETED_TEXT);
        deletedId = mistake.at("/message/id").longValue();
        assertPosition(mistake, "message.created", ALL, "/message/id", deletedId, "/last_no", 2L);
        assertPosition(
                as("bob", "message.delete", "message_id", deletedId),
                "message.deleted",
                ALL,
                "/message_id",
                deletedId,
                "/channel_id",
                general);

        assertPosition(
                as("alice", "message.pin", "message_id", first),
                "message.pin_updated",
                ALL,
                "/message_id",
                first,
                "/pinned",
                true);
        assertPosition(
                as("alice", "channel.update", "channel_id", general, "name", "lobby", "topic", "for all users"),
                "channel.updated",
                ALL,
                "/channel/name",
                "lobby",
                "/channel/topic",
                "for all users",
                "/channel/last_no",
                2L);
    }

    private long directMessage() {
        JsonNode created =
                as("alice", "channel.create", "workspace_id", workspace(), "kind", "dm", "peer_ids", List.of(2));
        long direct = created.at("/channel/id").longValue();
        assertPosition(
                created,
                "channel.added",
                PAIR,
                "/channel/id",
                direct,
                "/channel/kind",
                "dm",
                "/channel/member_ids/0",
                1L,
                "/channel/member_ids/1",
                2L);
        assertEquals(
                created.get("channel"),
                as("bob", "channel.create", "workspace_id", workspace(), "kind", "dm", "peer_ids", List.of(1))
                        .get("channel"));
        assertPosition(
                as("alice", "message.send", "channel_id", direct, "text", "between-us-5c2e"),
                "message.created",
                PAIR,
                "/message/text",
                "between-us-5c2e",
                "/message/no",
                1L);
        assertPosition(
                as("bob", "message.send", "channel_id", direct, "text", "my-answer-91d0"),
                "message.created",
                PAIR,
                "/message/text",
                "my-answer-91d0",
                "/message/no",
                2L);
        return direct;
    }

    private long privateChannel() {
        JsonNode created = as(
                "alice", "channel.create", "workspace_id", workspace(), "kind", "private", "name", "skunkworks-7f3a");
        long hidden = created.at("/channel/id").longValue();
        expect(
                "channel.added",
                only("alice"),
                "/channel/id",
                hidden,
                "/channel/name",
                "skunkworks-7f3a",
                "/channel/ver",
                head + 1);
        assertPosition(
                created,
                "channel.member_joined",
                only("alice"),
                "/channel_id",
                hidden,
                "/user_id",
                1L,
                "/role",
                "owner");

        JsonNode added = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 2);
        expect("channel.added", only("bob"), "/channel/id", hidden, "/channel/name", "skunkworks-7f3a");
        assertPosition(added, "channel.member_joined", PAIR, "/channel_id", hidden, "/user_id", 2L, "/role", "member");

        assertPosition(
                as("bob", "message.send", "channel_id", hidden, "text", "private-text-b81c"),
                "message.created",
                PAIR,
                "/message/text",
                "private-text-b81c");
        assertPosition(
                as("alice", "channel.update", "channel_id", hidden, "name", "moonshot-44e1"),
                "channel.updated",
                PAIR,
                "/channel/name",
                "moonshot-44e1");
        assertEquals(
                "channel_not_found",
                users.get("carol")
                        .rejection("message.send", "channel_id", hidden, "text", "not allowed")
                        .errorCode());

        JsonNode removed = as("alice", "channel.members.remove", "channel_id", hidden, "user_id", 2);
        expect("channel.removed", only("bob"), "/channel_id", hidden);
        assertPosition(removed, "channel.member_left", only("alice"), "/channel_id", hidden, "/user_id", 2L);
        assertPosition(
                as("alice", "message.send", "channel_id", hidden, "text", "without-bob-0a9f"),
                "message.created",
                only("alice"),
                "/message/text",
                "without-bob-0a9f");

        JsonNode carolAdded = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 3);
        expect(
                "channel.added",
                only("carol"),
                "/channel/id",
                hidden,
                "/channel/name",
                "moonshot-44e1",
                "/channel/last_no",
                2L);
        assertPosition(carolAdded, "channel.member_joined", new String[] {"alice", "carol"}, "/user_id", 3L);
        return hidden;
    }

    private void mentionAndThread() {
        long lobby =
                users.get("bob").call("session.bootstrap").at("/channels/0/id").longValue();
        JsonNode mentioned = as("alice", "message.send", "channel_id", lobby, "text", "@bob, have a look");
        long question = mentioned.at("/message/id").longValue();
        expect("message.created", ALL, "/message/id", question, "/message/mentions/0", 2L, "/message/no", 3L);
        assertPosition(
                mentioned,
                "mention.created",
                only("bob"),
                "/mention/message_id",
                question,
                "/mention/user_id",
                1L,
                "/mentions",
                1L);

        JsonNode reply = as("carol", "thread.reply", "parent_id", question, "text", "I have seen it");
        expect("thread.followed", new String[] {"alice", "bob"}, "/parent_id", question);
        expect(
                "message.created",
                ALL,
                "/message/parent_id",
                question,
                "/message/text",
                "I have seen it",
                "/last_no",
                3L);
        assertPosition(reply, "thread.updated", ALL, "/parent_id", question, "/reply_count", 1L);

        assertPosition(
                as("bob", "read.mark", "channel_id", lobby, "message_id", question),
                "read.state",
                only("bob"),
                "/last_read",
                question,
                "/read_no",
                3L,
                "/mentions",
                0L);
    }

    /** All users receive this event last, so an event that a user has not received before it does not follow. */
    private void barrier() {
        assertPosition(
                as("dave", "presence.set_status_text", "text", "away"),
                "user.updated",
                ALL,
                "/user/id",
                4L,
                "/user/status_text",
                "away");
    }

    // ---- Checks ----

    private void otherUsersReceivedNoByte(long direct, long hidden) {
        assertNotReceived(
                List.of("carol", "dave"),
                "between-us-5c2e",
                "my-answer-91d0",
                "\"channel_id\":" + direct + ",",
                "\"id\":" + direct + ",\"workspace_id\"");
        assertNotReceived(List.of("carol", "dave"), "private-text-b81c", "skunkworks-7f3a", "without-bob-0a9f");
        assertNotReceived(List.of("bob", "dave"), "without-bob-0a9f");
        assertNotReceived(
                List.of("dave"), "moonshot-44e1", "\"channel_id\":" + hidden + ",", "\"channel_id\":" + hidden + "}");
    }

    private void replayOfBobEndsWithHisMembership() {
        try (WireClient bob = WireClient.open(users.get("bob"), Optional.of(beginning))) {
            bob.awaitType("resumed");
            assertContainsNone("bob", bob.frames(), "without-bob-0a9f");
        }
    }
}
