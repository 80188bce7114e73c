package collab.e2e;

import com.fasterxml.jackson.databind.JsonNode;

/** A text frame as it came, and read. */
record Frame(String raw, JsonNode json) {
    static Frame of(String raw) {
        return new Frame(raw, Json.parse(raw));
    }

    String type() {
        return json.path("type").asText();
    }

    /** Whether it is an event of the log and not a signal or control frame. */
    boolean logged() {
        return json.has("seq");
    }

    long seq() {
        return json.get("seq").longValue();
    }

    long prev() {
        return json.get("prev").longValue();
    }

    JsonNode event() {
        return json.get("event");
    }

    @Override
    public String toString() {
        return raw;
    }
}
