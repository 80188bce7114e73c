package collab.client;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The cases for every client, {@code modules/wire/src/test/resources/client-cases/live.json}; the README beside the file describes it. */
final class LiveCases {
    private static final double RANDOM = 0.5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode FILE = read();

    private LiveCases() {}

    private static JsonNode read() {
        try {
            return JSON.readTree(
                    Path.of("../wire/src/test/resources/client-cases/live.json").toFile());
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** {@return the value in a piece of JSON} */
    static JsonNode parseJson(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    /** One client without input and output of its own. */
    interface Subject {
        /** {@return the actions that follow from the input of a step, as they are written in the file} */
        List<JsonNode> input(JsonNode step);
    }

    /** One case. */
    record Case(String name, double random, boolean tickets, int sockets, List<JsonNode> steps) {
        /** {@return the expected actions of a step} */
        static List<JsonNode> expected(JsonNode step) {
            return list(step.path("then"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> all() {
        return list(FILE.get("cases")).stream().map(LiveCases::parse);
    }

    private static Case parse(JsonNode json) {
        List<JsonNode> steps =
                new ArrayList<>(list(FILE.at("/setups/" + json.path("given").asText("none"))));
        steps.addAll(list(json.get("steps")));
        return new Case(
                json.get("name").asText(),
                json.path("random").asDouble(RANDOM),
                json.path("tickets").asBoolean(),
                json.path("sockets").asInt(-1),
                steps);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** {@return the text of each message in a step of the kinds frame, text and events} */
    static List<String> texts(JsonNode step) {
        if (step.has("frame")) return List.of(step.get("frame").toString());
        if (step.has("text")) return List.of(step.get("text").asText());
        List<String> frames = new ArrayList<>();
        long from = step.at("/events/from").asLong();
        for (long prev = from; prev < from + step.at("/events/count").asLong(); prev++) {
            frames.add(Json.object()
                    .put("prev", prev)
                    .put("seq", prev + 1)
                    .put("type", "message.created")
                    .put("at", "2026-11-23T05:38:00.123Z")
                    .set("event", Json.object())
                    .toString());
        }
        return frames;
    }
}
