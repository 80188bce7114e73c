package collab.e2e.story;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A day of four users, Alice with two sockets. Each event reaches exactly the users that may see it, at the right
 * position, after the right one, on every socket. No other user receives any byte of it, live or replayed.
 */
class MessageStoryIT {
    private static final boolean NARRATE = Boolean.getBoolean("collab.narrate");
    private static final String[] ALL = {"alice", "bob", "carol", "dave"};

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final Map<String, RpcCaller> people = new LinkedHashMap<>();
    private final Map<String, List<WireClient>> sockets = new LinkedHashMap<>();
    private final Map<String, List<Expected>> expected = new HashMap<>();
    private WireClient.Position beginning;
    private long head;
    private long deletedId;
    private long narrated;

    /**
     * An event that a user must receive.
     *
     * @param says JSON pointers into the payload, and the values there
     */
    private record Expected(long seq, long prev, String type, Map<String, Object> values) {}

    @ParameterizedTest
    @EnumSource
    void eachEventReachesExactlyItsAudience(Deployment deployment) throws Exception {
        RunningSystem system = deployment.start(programs, programs.folder());
        open(system);

        channelDay();
        long direct = directMessage();
        long hidden = privateChannel();
        mentionAndThread();
        barrier();

        everySocketReceivedTheExpectedEvents();
        otherUsersReceivedNoByte(direct, hidden);
        replayIsTheSame();
        pullIsTheSame();
    }

    private void open(RunningSystem system) {
        for (String name : ALL) people.put(name, system.signIn(name));
        beginning = WireClient.Position.of(people.get("alice").call("session.bootstrap"));
        head = beginning.seq();
        people.forEach((name, caller) -> {
            expected.put(name, new ArrayList<>());
            sockets.put(
                    name,
                    Stream.generate(() -> WireClient.open(caller, Optional.of(beginning)))
                            .limit(name.equals("alice") ? 2 : 1)
                            .toList());
        });
        sockets.values().stream().flatMap(List::stream).forEach(socket -> {
            JsonNode hello = socket.awaitType("hello").json();
            assertEquals(2, hello.get("v").intValue());
            assertEquals(beginning.epoch(), hello.get("epoch").textValue());
            assertEquals(head, hello.get("head").longValue());
            assertEquals(25_000, hello.get("heartbeat_ms").intValue());
            assertEquals(10_000, hello.get("pong_ms").intValue());
            assertEquals(TestJson.parse("{\"min_ms\":500,\"max_ms\":30000,\"stable_ms\":5000}"), hello.get("backoff"));
            assertEquals("collab.v2.json", socket.protocol());
            JsonNode resumed = socket.awaitType("resumed").json();
            assertEquals(head, resumed.get("from").longValue());
            assertEquals(head, resumed.get("to").longValue());
            assertEquals(0, resumed.get("count").intValue());
        });
    }

    // ---- The day ----

    private void channelDay() {
        long general = people.get("alice")
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

        JsonNode reacted = as("bob", "message.react", "message_id", first, "emoji", "👍");
        expect("message.reacted", ALL, "/message_id", first, "/reactions/0/emoji", "👍", "/reactions/0/user_ids/0", 2L);
        assertPosition(reacted);
        assertPosition(
                as("dave", "message.toggle_react", "message_id", first, "emoji", "👍"),
                "message.reacted",
                ALL,
                "/reactions/0/user_ids/1",
                4L);
        assertPosition(
                as("bob", "message.unreact", "message_id", first, "emoji", "👍"),
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

        JsonNode regretted = as("bob", "message.send", "channel_id", general, "text", "I did not mean to say this");
        deletedId = regretted.at("/message/id").longValue();
        assertPosition(regretted, "message.created", ALL, "/message/id", deletedId, "/last_no", 2L);
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
                as("alice", "channel.update", "channel_id", general, "name", "lobby", "topic", "all and sundry"),
                "channel.updated",
                ALL,
                "/channel/name",
                "lobby",
                "/channel/topic",
                "all and sundry",
                "/channel/last_no",
                2L);
    }

    private static final String[] PAIR = {"alice", "bob"};

    private long directMessage() {
        JsonNode made =
                as("alice", "channel.create", "workspace_id", workspace(), "kind", "dm", "peer_ids", List.of(2));
        long direct = made.at("/channel/id").longValue();
        assertPosition(
                made,
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
                made.get("channel"),
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
        JsonNode made = as(
                "alice", "channel.create", "workspace_id", workspace(), "kind", "private", "name", "skunkworks-7f3a");
        long hidden = made.at("/channel/id").longValue();
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
                made, "channel.member_joined", only("alice"), "/channel_id", hidden, "/user_id", 1L, "/role", "owner");

        JsonNode added = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 2);
        expect("channel.added", only("bob"), "/channel/id", hidden, "/channel/name", "skunkworks-7f3a");
        assertPosition(added, "channel.member_joined", PAIR, "/channel_id", hidden, "/user_id", 2L, "/role", "member");

        assertPosition(
                as("bob", "message.send", "channel_id", hidden, "text", "private-words-b81c"),
                "message.created",
                PAIR,
                "/message/text",
                "private-words-b81c");
        assertPosition(
                as("alice", "channel.update", "channel_id", hidden, "name", "moonshot-44e1"),
                "channel.updated",
                PAIR,
                "/channel/name",
                "moonshot-44e1");
        assertEquals(
                "channel_not_found",
                people.get("carol")
                        .rejection("message.send", "channel_id", hidden, "text", "let me in")
                        .errorCode());

        JsonNode removed = as("alice", "channel.members.remove", "channel_id", hidden, "user_id", 2);
        expect("channel.removed", only("bob"), "/channel_id", hidden);
        assertPosition(removed, "channel.member_left", only("alice"), "/channel_id", hidden, "/user_id", 2L);
        assertPosition(
                as("alice", "message.send", "channel_id", hidden, "text", "behind-bobs-back-0a9f"),
                "message.created",
                only("alice"),
                "/message/text",
                "behind-bobs-back-0a9f");

        JsonNode welcome = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 3);
        expect(
                "channel.added",
                only("carol"),
                "/channel/id",
                hidden,
                "/channel/name",
                "moonshot-44e1",
                "/channel/last_no",
                2L);
        assertPosition(welcome, "channel.member_joined", new String[] {"alice", "carol"}, "/user_id", 3L);
        return hidden;
    }

    private void mentionAndThread() {
        long lobby =
                people.get("bob").call("session.bootstrap").at("/channels/0/id").longValue();
        JsonNode named = as("alice", "message.send", "channel_id", lobby, "text", "@bob, have a look");
        long question = named.at("/message/id").longValue();
        expect("message.created", ALL, "/message/id", question, "/message/mentions/0", 2L, "/message/no", 3L);
        assertPosition(
                named,
                "mention.created",
                only("bob"),
                "/mention/message_id",
                question,
                "/mention/user_id",
                1L,
                "/mentions",
                1L);

        JsonNode reply = as("carol", "thread.reply", "parent_id", question, "text", "I have seen it");
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

    /** All users receive this event last, so what a user has not received before it will not come. */
    private void barrier() {
        assertPosition(
                as("dave", "presence.set_status_text", "text", "gone home"),
                "user.updated",
                ALL,
                "/user/id",
                4L,
                "/user/status_text",
                "gone home");
    }

    // ---- Expectations ----

    private JsonNode as(String name, String method, Object... params) {
        if (NARRATE) System.out.println("\n" + name + ": " + method + " " + TestJson.params(params));
        return people.get(name).call(method, params);
    }

    private long workspace() {
        return people.get("alice").call("workspace.list").at("/workspaces/0/id").longValue();
    }

    private static String[] only(String name) {
        return new String[] {name};
    }

    /** Expects the next event of the log at these users. */
    private void expect(String type, String[] recipients, Object... pointersAndValues) {
        head++;
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < pointersAndValues.length; i += 2)
            values.put((String) pointersAndValues[i], pointersAndValues[i + 1]);
        for (String name : recipients) {
            List<Expected> before = expected.get(name);
            long prev = before.isEmpty() ? beginning.seq() : before.getLast().seq();
            before.add(new Expected(head, prev, type, values));
        }
    }

    private void assertPosition(JsonNode reply, String type, String[] recipients, Object... pointersAndValues) {
        expect(type, recipients, pointersAndValues);
        assertPosition(reply);
    }

    /** A response has the position of its last event. */
    private void assertPosition(JsonNode reply) {
        assertEquals(head, reply.get("seq").longValue(), () -> "the position of " + reply);
        if (NARRATE) narrate();
    }

    /** For demonstrations (etc/demo): prints after every call which user received which event. */
    private void narrate() {
        System.out.println();
        sockets.forEach((name, userSockets) -> userSockets.forEach(socket -> {
            List<Expected> ofUser = expected.get(name);
            if (!ofUser.isEmpty()) socket.awaitSeq(ofUser.getLast().seq());
            socket.events().stream()
                    .filter(event -> event.seq() > narrated)
                    .forEach(event ->
                            System.out.printf("%-6s tab %d  %s%n", name, userSockets.indexOf(socket) + 1, event));
        }));
        narrated = head;
    }

    // ---- Checks ----

    private void everySocketReceivedTheExpectedEvents() {
        sockets.forEach((name, userSockets) -> userSockets.forEach(socket -> {
            socket.awaitSeq(head);
            assertReceived(name, socket.events());
            assertEquals(List.of(), socket.faults(), name);
            assertEquals(head, socket.last());
        }));
    }

    private void assertReceived(String name, List<TestFrame> events) {
        List<Expected> ofUser = expected.get(name);
        assertEquals(
                ofUser.stream()
                        .map(event -> event.prev() + "→" + event.seq() + " " + event.type())
                        .toList(),
                events.stream()
                        .map(event -> event.prev() + "→" + event.seq() + " " + event.type())
                        .toList(),
                () -> name + ": the received events");
        for (int i = 0; i < ofUser.size(); i++) {
            TestFrame event = events.get(i);
            ofUser.get(i)
                    .values()
                    .forEach((pointer, value) -> assertEquals(
                            TestJson.of(value).asText(),
                            event.event().at(pointer).asText(),
                            () -> pointer + " at " + name + " in " + event));
            assertEquals(2, event.json().get("v").intValue());
            assertTrue(
                    event.json().get("at").textValue().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"),
                    event::raw);
        }
    }

    private void otherUsersReceivedNoByte(long direct, long hidden) {
        assertNotReceived(
                List.of("carol", "dave"),
                "between-us-5c2e",
                "my-answer-91d0",
                "\"channel_id\":" + direct + ",",
                "\"id\":" + direct + ",\"workspace_id\"");
        assertNotReceived(List.of("carol", "dave"), "private-words-b81c", "skunkworks-7f3a", "behind-bobs-back-0a9f");
        assertNotReceived(List.of("bob", "dave"), "behind-bobs-back-0a9f");
        assertNotReceived(
                List.of("dave"), "moonshot-44e1", "\"channel_id\":" + hidden + ",", "\"channel_id\":" + hidden + "}");
    }

    private void assertNotReceived(List<String> names, String... words) {
        for (String name : names) {
            for (WireClient socket : sockets.get(name)) assertContainsNone(name, socket.frames(), words);
        }
    }

    private static void assertContainsNone(String name, List<TestFrame> frames, String... words) {
        for (TestFrame frame : frames) {
            for (String word : words) {
                assertFalse(frame.raw().contains(word), () -> name + " received " + word + " in " + frame);
            }
        }
    }

    // ---- Replay ----

    private void replayIsTheSame() {
        people.forEach((name, caller) -> {
            try (WireClient late = WireClient.open(caller, Optional.of(beginning))) {
                JsonNode resumed = late.awaitType("resumed").json();
                assertEquals(beginning.seq(), resumed.get("from").longValue());
                assertEquals(head, resumed.get("to").longValue());
                assertEquals(expected.get(name).size(), resumed.get("count").intValue());
                assertReceived(
                        name,
                        withoutDeleted(late.events()),
                        withoutDeleted(sockets.get(name).getFirst().events()));
                assertEquals(List.of(), late.faults());
            }
        });
        try (WireClient bob = WireClient.open(people.get("bob"), Optional.of(beginning))) {
            bob.awaitType("resumed");
            assertContainsNone("bob", bob.frames(), "behind-bobs-back-0a9f");
        }
    }

    private void pullIsTheSame() {
        people.forEach((name, caller) -> {
            JsonNode pulled =
                    caller.call("session.pull", "epoch", beginning.epoch(), "from", beginning.seq(), "limit", 200);
            List<TestFrame> frames = pulled.get("events")
                    .valueStream()
                    .map(event -> TestFrame.of(event.toString()))
                    .toList();
            assertReceived(
                    name,
                    withoutDeleted(frames),
                    withoutDeleted(sockets.get(name).getFirst().events()));
            assertTrue(pulled.get("complete").booleanValue());
            assertEquals(head, pulled.get("to").longValue());
            assertFalse(pulled.toString().contains("I did not mean to say this"), "a deleted text is not sent again");
        });
    }

    private void assertReceived(String name, List<JsonNode> again, List<JsonNode> live) {
        assertEquals(live, again, () -> name + ": the replayed events are those received live");
    }

    /** All events except that of the message that was deleted since, whose text is not repeated. */
    private List<JsonNode> withoutDeleted(List<TestFrame> events) {
        return events.stream()
                .filter(not(event -> event.event().at("/message/id").longValue() == deletedId))
                .map(TestFrame::json)
                .toList();
    }
}
