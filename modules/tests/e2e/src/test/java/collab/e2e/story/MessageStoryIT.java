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
 * A day of four people, Alice with two tabs. Whatever anybody does, everybody who should is told exactly that, at the right
 * position, behind the right one, in every tab; and nobody else receives a byte of it, live or replayed.
 */
class MessageStoryIT {
    private static final boolean NARRATE = Boolean.getBoolean("collab.narrate");
    private static final String[] ALL = {"alice", "bob", "carol", "dave"};

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final Map<String, RpcCaller> people = new LinkedHashMap<>();
    private final Map<String, List<WireClient>> sockets = new LinkedHashMap<>();
    private final Map<String, List<Told>> told = new HashMap<>();
    private WireClient.Position beginning;
    private long head;
    private long deletedId;
    private long narrated;

    /** What somebody is to receive. @param says JSON pointers into the payload and what is to stand there */
    private record Told(long seq, long prev, String type, Map<String, Object> says) {}

    @ParameterizedTest
    @EnumSource
    void everybodyIsToldWhatTheyShouldAndNobodyElseAByte(Deployment deployment) throws Exception {
        RunningSystem system = deployment.start(programs, programs.folder());
        open(system);

        theDayInGeneral();
        long direct = aDirectMessage();
        long hidden = aPrivateChannel();
        aMentionAndAThread();
        barrier();

        everySocketSawExactlyThis();
        nobodyElseReceivedAByte(direct, hidden);
        theSameIsReplayed();
        theSameIsPulled();
    }

    private void open(RunningSystem system) {
        for (String name : ALL) people.put(name, system.signIn(name));
        beginning = WireClient.Position.of(people.get("alice").call("session.bootstrap"));
        head = beginning.seq();
        people.forEach((name, caller) -> {
            told.put(name, new ArrayList<>());
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

    // ---- the day ----

    private void theDayInGeneral() {
        long general = people.get("alice")
                .call("session.bootstrap")
                .at("/channels/0/id")
                .longValue();

        JsonNode sent = as("alice", "message.send", "channel_id", general, "text", "Good morning");
        long first = sent.at("/message/id").longValue();
        tell(
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
        done(sent);

        JsonNode edited = as("alice", "message.update", "message_id", first, "text", "Good morning, all");
        tell(
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
        done(edited);

        JsonNode reacted = as("bob", "message.react", "message_id", first, "emoji", "👍");
        tell("message.reacted", ALL, "/message_id", first, "/reactions/0/emoji", "👍", "/reactions/0/user_ids/0", 2L);
        done(reacted);
        done(
                as("dave", "message.toggle_react", "message_id", first, "emoji", "👍"),
                "message.reacted",
                ALL,
                "/reactions/0/user_ids/1",
                4L);
        done(
                as("bob", "message.unreact", "message_id", first, "emoji", "👍"),
                "message.reacted",
                ALL,
                "/reactions/0/user_ids/0",
                4L);
        done(as("bob", "message.unreact", "message_id", first, "emoji", "👍")); // takes nothing back, tells nobody

        JsonNode marked = as("carol", "read.mark", "channel_id", general, "message_id", first);
        tell(
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
        done(marked);

        JsonNode regretted = as("bob", "message.send", "channel_id", general, "text", "I did not mean to say this");
        deletedId = regretted.at("/message/id").longValue();
        done(regretted, "message.created", ALL, "/message/id", deletedId, "/last_no", 2L);
        done(
                as("bob", "message.delete", "message_id", deletedId),
                "message.deleted",
                ALL,
                "/message_id",
                deletedId,
                "/channel_id",
                general);

        done(
                as("alice", "message.pin", "message_id", first),
                "message.pin_updated",
                ALL,
                "/message_id",
                first,
                "/pinned",
                true);
        done(
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

    private long aDirectMessage() {
        JsonNode made =
                as("alice", "channel.create", "workspace_id", workspace(), "kind", "dm", "peer_ids", List.of(2));
        long direct = made.at("/channel/id").longValue();
        done(
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
        done(
                as("alice", "message.send", "channel_id", direct, "text", "between-us-5c2e"),
                "message.created",
                PAIR,
                "/message/text",
                "between-us-5c2e",
                "/message/no",
                1L);
        done(
                as("bob", "message.send", "channel_id", direct, "text", "my-answer-91d0"),
                "message.created",
                PAIR,
                "/message/text",
                "my-answer-91d0",
                "/message/no",
                2L);
        return direct;
    }

    private long aPrivateChannel() {
        JsonNode made = as(
                "alice", "channel.create", "workspace_id", workspace(), "kind", "private", "name", "skunkworks-7f3a");
        long hidden = made.at("/channel/id").longValue();
        tell(
                "channel.added",
                only("alice"),
                "/channel/id",
                hidden,
                "/channel/name",
                "skunkworks-7f3a",
                "/channel/ver",
                head + 1);
        done(made, "channel.member_joined", only("alice"), "/channel_id", hidden, "/user_id", 1L, "/role", "owner");

        JsonNode added = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 2);
        tell("channel.added", only("bob"), "/channel/id", hidden, "/channel/name", "skunkworks-7f3a");
        done(added, "channel.member_joined", PAIR, "/channel_id", hidden, "/user_id", 2L, "/role", "member");

        done(
                as("bob", "message.send", "channel_id", hidden, "text", "private-words-b81c"),
                "message.created",
                PAIR,
                "/message/text",
                "private-words-b81c");
        done(
                as("alice", "channel.update", "channel_id", hidden, "name", "moonshot-44e1"),
                "channel.updated",
                PAIR,
                "/channel/name",
                "moonshot-44e1");
        assertEquals(
                "channel_not_found",
                people.get("carol")
                        .refusal("message.send", "channel_id", hidden, "text", "let me in")
                        .word());

        JsonNode removed = as("alice", "channel.members.remove", "channel_id", hidden, "user_id", 2);
        tell("channel.removed", only("bob"), "/channel_id", hidden);
        done(removed, "channel.member_left", only("alice"), "/channel_id", hidden, "/user_id", 2L);
        done(
                as("alice", "message.send", "channel_id", hidden, "text", "behind-bobs-back-0a9f"),
                "message.created",
                only("alice"),
                "/message/text",
                "behind-bobs-back-0a9f");

        JsonNode welcome = as("alice", "channel.members.add", "channel_id", hidden, "user_id", 3);
        tell(
                "channel.added",
                only("carol"),
                "/channel/id",
                hidden,
                "/channel/name",
                "moonshot-44e1",
                "/channel/last_no",
                2L);
        done(welcome, "channel.member_joined", new String[] {"alice", "carol"}, "/user_id", 3L);
        return hidden;
    }

    private void aMentionAndAThread() {
        long lobby =
                people.get("bob").call("session.bootstrap").at("/channels/0/id").longValue();
        JsonNode named = as("alice", "message.send", "channel_id", lobby, "text", "@bob, have a look");
        long question = named.at("/message/id").longValue();
        tell("message.created", ALL, "/message/id", question, "/message/mentions/0", 2L, "/message/no", 3L);
        done(
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
        tell("message.created", ALL, "/message/parent_id", question, "/message/text", "I have seen it", "/last_no", 3L);
        done(reply, "thread.updated", ALL, "/parent_id", question, "/reply_count", 1L);

        done(
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

    /** Everybody hears this last; so what they have not received by then they never will. */
    private void barrier() {
        done(
                as("dave", "presence.set_status_text", "text", "gone home"),
                "user.updated",
                ALL,
                "/user/id",
                4L,
                "/user/status_text",
                "gone home");
    }

    // ---- what it was to say ----

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

    /** The next event of the log, and who is to hear of it. */
    private void tell(String type, String[] whom, Object... pointersAndValues) {
        head++;
        Map<String, Object> says = new TreeMap<>();
        for (int i = 0; i < pointersAndValues.length; i += 2)
            says.put((String) pointersAndValues[i], pointersAndValues[i + 1]);
        for (String name : whom) {
            List<Told> before = told.get(name);
            long prev = before.isEmpty() ? beginning.seq() : before.getLast().seq();
            before.add(new Told(head, prev, type, says));
        }
    }

    private void done(JsonNode reply, String type, String[] whom, Object... pointersAndValues) {
        tell(type, whom, pointersAndValues);
        done(reply);
    }

    /** A reply carries the position of its last event. */
    private void done(JsonNode reply) {
        assertEquals(head, reply.get("seq").longValue(), () -> "the position of " + reply);
        if (NARRATE) narrate();
    }

    /** For people who watch (etc/demo): says after every act who was told what. */
    private void narrate() {
        System.out.println();
        sockets.forEach((name, tabs) -> tabs.forEach(tab -> {
            List<Told> expected = told.get(name);
            if (!expected.isEmpty()) tab.awaitSeq(expected.getLast().seq());
            tab.events().stream()
                    .filter(event -> event.seq() > narrated)
                    .forEach(event -> System.out.printf("%-6s tab %d  %s%n", name, tabs.indexOf(tab) + 1, event));
        }));
        narrated = head;
    }

    // ---- what they saw ----

    private void everySocketSawExactlyThis() {
        sockets.forEach((name, tabs) -> tabs.forEach(tab -> {
            tab.awaitSeq(head);
            assertTold(name, tab.events());
            assertEquals(List.of(), tab.faults(), name);
            assertEquals(head, tab.last());
        }));
    }

    private void assertTold(String name, List<TestFrame> events) {
        List<Told> expected = told.get(name);
        assertEquals(
                expected.stream()
                        .map(one -> one.prev() + "→" + one.seq() + " " + one.type())
                        .toList(),
                events.stream()
                        .map(one -> one.prev() + "→" + one.seq() + " " + one.type())
                        .toList(),
                () -> "what " + name + " was told");
        for (int i = 0; i < expected.size(); i++) {
            TestFrame event = events.get(i);
            expected.get(i)
                    .says()
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

    private void nobodyElseReceivedAByte(long direct, long hidden) {
        assertNotHeard(
                List.of("carol", "dave"),
                "between-us-5c2e",
                "my-answer-91d0",
                "\"channel_id\":" + direct + ",",
                "\"id\":" + direct + ",\"workspace_id\"");
        assertNotHeard(List.of("carol", "dave"), "private-words-b81c", "skunkworks-7f3a", "behind-bobs-back-0a9f");
        assertNotHeard(List.of("bob", "dave"), "behind-bobs-back-0a9f");
        assertNotHeard(
                List.of("dave"), "moonshot-44e1", "\"channel_id\":" + hidden + ",", "\"channel_id\":" + hidden + "}");
    }

    private void assertNotHeard(List<String> names, String... words) {
        for (String name : names) {
            for (WireClient tab : sockets.get(name)) assertSilent(name, tab.frames(), words);
        }
    }

    private static void assertSilent(String name, List<TestFrame> frames, String... words) {
        for (TestFrame frame : frames) {
            for (String word : words) {
                assertFalse(frame.raw().contains(word), () -> name + " received " + word + " in " + frame);
            }
        }
    }

    // ---- and again ----

    private void theSameIsReplayed() {
        people.forEach((name, caller) -> {
            try (WireClient late = WireClient.open(caller, Optional.of(beginning))) {
                JsonNode resumed = late.awaitType("resumed").json();
                assertEquals(beginning.seq(), resumed.get("from").longValue());
                assertEquals(head, resumed.get("to").longValue());
                assertEquals(told.get(name).size(), resumed.get("count").intValue());
                assertTold(
                        name,
                        undisturbed(late.events()),
                        undisturbed(sockets.get(name).getFirst().events()));
                assertEquals(List.of(), late.faults());
            }
        });
        try (WireClient bob = WireClient.open(people.get("bob"), Optional.of(beginning))) {
            bob.awaitType("resumed");
            assertSilent("bob", bob.frames(), "behind-bobs-back-0a9f");
        }
    }

    private void theSameIsPulled() {
        people.forEach((name, caller) -> {
            JsonNode pulled =
                    caller.call("session.pull", "epoch", beginning.epoch(), "from", beginning.seq(), "limit", 200);
            List<TestFrame> frames = pulled.get("events")
                    .valueStream()
                    .map(event -> TestFrame.of(event.toString()))
                    .toList();
            assertTold(
                    name,
                    undisturbed(frames),
                    undisturbed(sockets.get(name).getFirst().events()));
            assertTrue(pulled.get("complete").booleanValue());
            assertEquals(head, pulled.get("to").longValue());
            assertFalse(pulled.toString().contains("I did not mean to say this"), "what was deleted is not told again");
        });
    }

    private void assertTold(String name, List<JsonNode> again, List<JsonNode> live) {
        assertEquals(live, again, () -> "what " + name + " was told is what is replayed");
    }

    /** All but the message that was deleted since, whose text is not repeated. */
    private List<JsonNode> undisturbed(List<TestFrame> events) {
        return events.stream()
                .filter(not(event -> event.event().at("/message/id").longValue() == deletedId))
                .map(TestFrame::json)
                .toList();
    }
}
