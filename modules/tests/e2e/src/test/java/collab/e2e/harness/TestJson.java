package collab.e2e.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** JSON as trees. */
public final class TestJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TestJson() {}

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("not JSON: " + text, malformed);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static JsonNode of(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** {@code params("channel_id", 1, "text", "hello")}. */
    public static ObjectNode params(Object... namesAndValues) {
        ObjectNode object = object();
        for (int i = 0; i < namesAndValues.length; i += 2)
            object.set((String) namesAndValues[i], of(namesAndValues[i + 1]));
        return object;
    }

    static ObjectNode params(Map<String, ?> members) {
        ObjectNode object = object();
        members.forEach((name, value) -> object.set(name, of(value)));
        return object;
    }

    public static List<Long> longs(JsonNode array) {
        return array.valueStream().map(JsonNode::longValue).toList();
    }
}
