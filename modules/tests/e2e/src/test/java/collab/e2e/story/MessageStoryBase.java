package collab.e2e.story;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/**
 * The sockets of the users of a story, and the events that each user must receive. A story calls methods and states the
 * events that follow. At the end every socket must have received exactly these events, live and replayed.
 */
abstract class MessageStoryBase {
    static final String[] ALL = {"alice", "bob", "carol", "dave"};
    private static final boolean NARRATE = Boolean.getBoolean("collab.narrate");

    final Map<String, RpcCaller> users = new LinkedHashMap<>();
    WireClient.Position beginning;
    long head;

    /** The message that the story deletes. A replay does not send its text again. */
    long deletedId;

    private final Map<String, List<WireClient>> sockets = new LinkedHashMap<>();
    private final Map<String, List<ExpectedEvent>> expected = new HashMap<>();
    private long narrated;

    /**
     * An event that a user must receive.
     *
     * @param values JSON pointers into the payload, and the values there
     */
    private record ExpectedEvent(long seq, long prev, String type, Map<String, Object> values) {}

    void open(RunningSystem system) {
        for (String name : ALL) users.put(name, system.signIn(name));
        beginning = WireClient.Position.of(users.get("alice").call("session.bootstrap"));
        head = beginning.seq();
        users.forEach((name, caller) -> {
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

    // ---- Expectations ----

    JsonNode as(String name, String method, Object... params) {
        if (NARRATE) System.out.println("\n" + name + ": " + method + " " + TestJson.params(params));
        return users.get(name).call(method, params);
    }

    long workspace() {
        return users.get("alice").call("workspace.list").at("/workspaces/0/id").longValue();
    }

    static String[] only(String name) {
        return new String[] {name};
    }

    /** Expects the next event of the log at these users. */
    void expect(String type, String[] recipients, Object... pointersAndValues) {
        head++;
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < pointersAndValues.length; i += 2)
            values.put((String) pointersAndValues[i], pointersAndValues[i + 1]);
        for (String name : recipients) {
            List<ExpectedEvent> before = expected.get(name);
            long prev = before.isEmpty() ? beginning.seq() : before.getLast().seq();
            before.add(new ExpectedEvent(head, prev, type, values));
        }
    }

    void assertPosition(JsonNode response, String type, String[] recipients, Object... pointersAndValues) {
        expect(type, recipients, pointersAndValues);
        assertPosition(response);
    }

    /** A response has the position of its last event. */
    void assertPosition(JsonNode response) {
        assertEquals(head, response.get("seq").longValue(), () -> "the position of " + response);
        if (NARRATE) narrate();
    }

    /** For demonstrations (etc/demo): prints after every call which user received which event. */
    private void narrate() {
        System.out.println();
        sockets.forEach((name, userSockets) -> userSockets.forEach(socket -> {
            List<ExpectedEvent> ofUser = expected.get(name);
            if (!ofUser.isEmpty()) socket.awaitSeq(ofUser.getLast().seq());
            socket.events().stream()
                    .filter(event -> event.seq() > narrated)
                    .forEach(event ->
                            System.out.printf("%-6s tab %d  %s%n", name, userSockets.indexOf(socket) + 1, event));
        }));
        narrated = head;
    }

    // ---- Checks ----

    void everySocketReceivedTheExpectedEvents() {
        sockets.forEach((name, userSockets) -> userSockets.forEach(socket -> {
            socket.awaitSeq(head);
            assertReceived(name, socket.events());
            assertEquals(List.of(), socket.faults(), name);
            assertEquals(head, socket.last());
        }));
    }

    private void assertReceived(String name, List<TestFrame> events) {
        List<ExpectedEvent> ofUser = expected.get(name);
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

    void assertNotReceived(List<String> names, String... texts) {
        for (String name : names) {
            for (WireClient socket : sockets.get(name)) assertContainsNone(name, socket.frames(), texts);
        }
    }

    static void assertContainsNone(String name, List<TestFrame> frames, String... texts) {
        for (TestFrame frame : frames) {
            for (String text : texts) {
                assertFalse(frame.raw().contains(text), () -> name + " received " + text + " in " + frame);
            }
        }
    }

    // ---- Replay ----

    void replayIsTheSame() {
        users.forEach((name, caller) -> {
            try (WireClient resuming = WireClient.open(caller, Optional.of(beginning))) {
                JsonNode resumed = resuming.awaitType("resumed").json();
                assertEquals(beginning.seq(), resumed.get("from").longValue());
                assertEquals(head, resumed.get("to").longValue());
                assertEquals(expected.get(name).size(), resumed.get("count").intValue());
                assertReceived(
                        name,
                        withoutDeleted(resuming.events()),
                        withoutDeleted(sockets.get(name).getFirst().events()));
                assertEquals(List.of(), resuming.faults());
            }
        });
    }

    void pullIsTheSame(String deletedText) {
        users.forEach((name, caller) -> {
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
            assertFalse(pulled.toString().contains(deletedText), "a deleted text is not sent again");
        });
    }

    private void assertReceived(String name, List<JsonNode> again, List<JsonNode> live) {
        assertEquals(live, again, () -> name + ": the replayed events are those received live");
    }

    /** All events except that of the message that was deleted since, because the gateway does not send its text again. */
    private List<JsonNode> withoutDeleted(List<TestFrame> events) {
        return events.stream()
                .filter(not(event -> event.event().at("/message/id").longValue() == deletedId))
                .map(TestFrame::json)
                .toList();
    }
}
