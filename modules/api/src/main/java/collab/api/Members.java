package collab.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** Reads the members of one JSON object into a record. */
final class Members {
    private final JsonNode object;
    private final Pointer at;

    private Members(JsonNode object, Pointer at) {
        this.object = object;
        this.at = at;
    }

    /** Accepts unknown members. */
    static Members open(JsonNode json, Pointer at) {
        if (!json.isObject()) throw InvalidParams.of(at, "an object", json);
        return new Members(json, at);
    }

    /** Rejects unknown members. A missing node counts as an empty object: JSON-RPC allows clients to omit {@code params}. */
    static Members closed(JsonNode json, Pointer at, Set<String> known) {
        if (json.isMissingNode()) return new Members(json, at);
        Members members = open(json, at);
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) throw InvalidParams.of(at.child(name), "no such member", json.get(name));
        }
        return members;
    }

    <T> T required(String name, Shape<T> shape) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) throw InvalidParams.of(at.child(name), shape.expectation(), value);
        return shape.parse(value, at.child(name));
    }

    <T> Optional<T> optional(String name, Shape<T> shape) {
        JsonNode value = object.path(name);
        return value.isMissingNode() ? Optional.empty() : Optional.of(shape.parse(value, at.child(name)));
    }

    <T> T orElse(String name, Shape<T> shape, T absent) {
        JsonNode value = object.path(name);
        return value.isMissingNode() ? absent : shape.parse(value, at.child(name));
    }
}
