package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An array of items of one shape, with a limited size. The size is checked before the first item is parsed. */
record ListShape<T>(Shape<T> item, int least, int most, boolean distinct) implements Shape<List<T>> {
    static <T> ListShape<T> of(Shape<T> item, int least, int most) {
        return new ListShape<>(item, least, most, false);
    }

    static <T> ListShape<T> distinct(Shape<T> item, int least, int most) {
        return new ListShape<>(item, least, most, true);
    }

    @Override
    public List<T> parse(JsonNode json, Pointer at) {
        if (!json.isArray()) throw InvalidParams.of(at, expectation(), json);
        if (json.size() < least || json.size() > most) {
            throw InvalidParams.of(at, expectation(), json.size() == 1 ? "1 item" : json.size() + " items");
        }
        List<T> items = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) items.add(item.parse(json.get(i), at.child(i)));
        if (distinct) rejectDuplicates(items, at);
        return List.copyOf(items);
    }

    private void rejectDuplicates(List<T> items, Pointer at) {
        Set<T> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(items.get(i))) throw InvalidParams.of(at.child(i), "unique items", "a duplicate");
        }
    }

    @Override
    public void write(List<T> value, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (T each : value) item.write(each, out);
        out.writeEndArray();
    }

    @Override
    public String expectation() {
        return most == Integer.MAX_VALUE ? "an array" : "an array of " + least + " to " + most + " items";
    }
}
