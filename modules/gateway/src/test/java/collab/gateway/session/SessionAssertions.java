package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.wire.CloseCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Assertions about the frames that a {@link RecordingSocket} received. */
final class SessionAssertions {
    private SessionAssertions() {}

    /** Frames in short form: {@code hello@100}, {@code 101<100} for an event and its previous position, otherwise the type. */
    static List<String> brief(List<JsonNode> frames) {
        List<String> brief = new ArrayList<>();
        for (JsonNode frame : frames) {
            String type = frame.path("type").asText();
            brief.add(
                    switch (type) {
                        case "hello" -> "hello@" + frame.get("head");
                        case "resumed" ->
                            "resumed " + frame.get("from") + "-" + frame.get("to") + " (" + frame.get("count") + ")";
                        case "resume.failed" -> "failed " + frame.get("reason").asText();
                        case "ping" -> "ping " + frame.get("prev") + "/" + frame.get("head");
                        default -> frame.has("seq") ? frame.get("seq") + "<" + frame.get("prev") : type;
                    });
        }
        return brief;
    }

    static void assertFrames(RecordingSocket socket, String... expected) {
        assertEquals(List.of(expected), brief(socket.read()));
    }

    static void assertClosed(CloseCode code, RecordingSocket socket) {
        assertEquals(OptionalInt.of(code.number()), socket.closed());
    }
}
