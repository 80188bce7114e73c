package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java SDK and a reference client pass the cases for every client. */
class LiveCasesTest {
    static Stream<LiveCases.Case> cases() {
        return LiveCases.all();
    }

    /** The SDK sends its token in a header, so that it needs no ticket. */
    static Stream<LiveCases.Case> casesWithoutTickets() {
        return LiveCases.all().filter(each -> !each.tickets());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("casesWithoutTickets")
    void sdkPasses(LiveCases.Case each) {
        run(each, new Sdk(each.random()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void referenceClientPasses(LiveCases.Case each) {
        run(each, new ReferenceClient(each.random(), each.tickets()));
    }

    @Test
    void onlyCasesAboutTicketsAreSkipped() {
        List<String> skipped = LiveCases.all()
                .filter(LiveCases.Case::tickets)
                .map(LiveCases.Case::name)
                .toList();
        assertEquals(4, skipped.size());
        skipped.forEach(name -> assertEquals(true, name.toLowerCase(Locale.ROOT).contains("ticket"), name));
    }

    private static void run(LiveCases.Case each, LiveCases.Subject subject) {
        int opened = 0;
        for (JsonNode step : each.steps()) {
            List<JsonNode> actions = subject.input(step);
            assertEquals(LiveCases.Case.expected(step), actions, () -> "after " + step);
            opened +=
                    (int) actions.stream().filter(action -> action.has("open")).count();
        }
        if (each.sockets() >= 0) assertEquals(each.sockets(), opened, "sockets");
    }

    /** {@link LiveProtocol}, whose actions are written as in the file. */
    private static final class Sdk implements LiveCases.Subject {
        private final LiveProtocol protocol;
        private final List<JsonNode> actions = new ArrayList<>();
        private long nowMs = 1_000;
        private long callId;
        private String state = "";

        Sdk(double random) {
            this.protocol = new LiveProtocol(() -> random);
        }

        @Override
        public List<JsonNode> input(JsonNode step) {
            actions.clear();
            switch (step.fieldNames().next()) {
                case "start" -> perform(protocol.start());
                case "stop" -> perform(protocol.stop("closed"));
                case "answer" -> perform(protocol.answered(callId, step.get("answer"), nowMs));
                case "fail" -> perform(protocol.failed(callId, failure(step.get("fail")), nowMs));
                case "frame", "text", "events" ->
                    LiveCases.texts(step).forEach(text -> perform(protocol.message(text, nowMs)));
                case "binary" -> perform(protocol.unreadable("a binary message", nowMs));
                case "closed" ->
                    perform(protocol.closed(
                            step.at("/closed/code").asInt(),
                            step.at("/closed/reason").asText(),
                            nowMs));
                case "advance" -> advance(step.get("advance").asLong());
                default -> throw new AssertionError("no input in " + step);
            }
            return List.copyOf(actions);
        }

        private void advance(long ms) {
            long end = nowMs + ms;
            while (protocol.deadlineMs() <= end) {
                nowMs = Math.max(nowMs, protocol.deadlineMs());
                perform(protocol.tick(nowMs));
            }
            nowMs = end;
        }

        private static CollabException failure(JsonNode error) {
            if (error.get("code").asInt() != 0) return CollabException.of(error);
            return CollabException.unreachable(error.get("message").asText(), new IOException(), true);
        }

        private void perform(List<LiveAction> performed) {
            performed.forEach(this::perform);
        }

        private void perform(LiveAction action) {
            switch (action) {
                case LiveAction.Call(long id, LiveAction.Query query) -> {
                    callId = id;
                    actions.add(Json.object().put("call", query.method()));
                }
                case LiveAction.Open(long userId, long resumeFrom, String epoch) ->
                    actions.add(read("{\"open\":{\"user_id\":%d,\"resume_from\":%d,\"epoch\":\"%s\"}}"
                            .formatted(userId, resumeFrom, epoch)));
                case LiveAction.SendPong(long ts, long last) ->
                    actions.add(read("{\"send\":{\"type\":\"pong\",\"ts\":%d,\"last\":%d}}".formatted(ts, last)));
                case LiveAction.Close(int code, String _) -> actions.add(read("{\"close\":%d}".formatted(code)));
                case LiveAction.Booted(JsonNode json) ->
                    actions.add(Json.object().set("booted", json.get("seq")));
                case LiveAction.Deliver(LiveEvent event) ->
                    actions.add(
                            event.signal()
                                    ? Json.object().put("signal", event.type())
                                    : read("{\"event\":%d}".formatted(event.seq())));
                case LiveAction.Report(LiveSession.State reported, String _) -> report(reported);
            }
        }

        private void report(LiveSession.State reported) {
            String name = reported.name().toLowerCase(Locale.ROOT);
            if (!name.equals(state)) actions.add(Json.object().put("state", name));
            state = name;
        }

        /** Numbers compare by their type, so that they are read as those of the file are. */
        private static JsonNode read(String json) {
            return LiveCases.parseJson(json);
        }
    }
}
