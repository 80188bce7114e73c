package collab.archive;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads texts of other products' JSON, where a member may be absent, null or of another type. */
final class JsonText {
    private JsonText() {}

    /** The text, the number as text, or an empty text for everything else. */
    static String of(JsonNode value) {
        return value.isTextual() || value.isNumber() || value.isBoolean() ? value.asText() : "";
    }

    static String of(JsonNode object, String name) {
        return of(object.path(name));
    }

    /** The first of the members that has a text. */
    static String first(JsonNode object, String... names) {
        for (String name : names) {
            String text = of(object, name);
            if (!text.isBlank()) return text;
        }
        return "";
    }
}
