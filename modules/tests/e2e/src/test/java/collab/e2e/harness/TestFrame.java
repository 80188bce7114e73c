package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;

/** A text frame, as received and parsed. */
public record TestFrame(String raw, JsonNode json) {
    public static TestFrame of(String raw) {
        return new TestFrame(raw, TestJson.parse(raw));
    }

    public String type() {
        return json.path("type").asText();
    }

    /** Whether it is a logged event, and not a signal or control frame. */
    public boolean logged() {
        return json.has("seq");
    }

    public long seq() {
        return json.get("seq").longValue();
    }

    public long prev() {
        return json.get("prev").longValue();
    }

    public JsonNode event() {
        return json.get("event");
    }

    @Override
    public String toString() {
        return raw;
    }
}
