package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object whose member names are ids. The members keep their order. */
record ById<T>(TextShape key, Shape<T> value) implements Shape<Map<Long, T>> {
    @Override
    public Map<Long, T> parse(JsonNode json, Pointer at) {
        if (!json.isObject()) throw InvalidParams.of(at, expectation(), json);
        Map<Long, T> entries = new LinkedHashMap<>();
        for (var member : json.properties()) {
            Pointer here = at.child(member.getKey());
            long id = Long.parseLong(key.parse(TextNode.valueOf(member.getKey()), here));
            entries.put(id, value.parse(member.getValue(), here));
        }
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public void write(Map<Long, T> entries, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var entry : entries.entrySet()) value.member(out, Long.toString(entry.getKey()), entry.getValue());
        out.writeEndObject();
    }

    @Override
    public String expectation() {
        return "an object whose member names are ids";
    }
}
