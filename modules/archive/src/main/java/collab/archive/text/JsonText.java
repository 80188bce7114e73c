package collab.archive.text;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads texts of other products' JSON, where a member may be absent, null or of another type. */
public final class JsonText {
    private JsonText() {}

    /** The text, the number as text, or an empty text for everything else. */
    public static String of(JsonNode value) {
        return value.isTextual() || value.isNumber() || value.isBoolean() ? value.asText() : "";
    }

    public static String of(JsonNode object, String name) {
        return of(object.path(name));
    }

    /** The first of the members that has a text. */
    public static String first(JsonNode object, String... names) {
        for (String name : names) {
            String text = of(object, name);
            if (!text.isBlank()) return text;
        }
        return "";
    }
}
