package collab.cli;

import collab.api.Json;
import collab.api.MalformedJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One parameter of a method of the contract as an option of a command: its name, its description, and the parsing of its value.
 *
 * @param wire the name in the contract
 * @param schema the resolved schema, without a reference at its top
 */
public record MethodParameter(String wire, boolean required, JsonNode schema, String description, JsonNode document) {
    public static MethodParameter of(JsonNode param, JsonNode document) {
        JsonNode schema = resolve(param.path("schema"), document);
        String description =
                param.path("description").asText(described(param.path("name").asText(), schema));
        return new MethodParameter(
                param.path("name").asText(), param.path("required").asBoolean(), schema, description, document);
    }

    /** The description of a parameter without one: for an id, the entity that it names. */
    private static String described(String wire, JsonNode schema) {
        if (schema.path("title").asText().equals("Id"))
            return "Id of the " + wire.replaceFirst("_id$", "").replace('_', ' ') + ".";
        return schema.path("description").asText();
    }

    static JsonNode resolve(JsonNode schema, JsonNode document) {
        JsonNode reference = schema.path("$ref");
        return reference.isTextual() ? document.at(reference.asText().substring(1)) : schema;
    }

    /** The secret of a link is {@code token} in the contract; on the command line that is the caller's own token. */
    String option() {
        return secret() && wire.equals("token") ? "--link-token" : "--" + wire.replace('_', '-');
    }

    /** The placeholder of a value in a usage line. */
    String label() {
        if (schema.has("enum")) return "WORD";
        return switch (schema.path("type").asText()) {
            case "integer" -> wire.endsWith("id") ? "ID" : "N";
            case "boolean" -> "true|false";
            case "array" -> (wire.endsWith("_ids") ? "ID" : item().label()) + ",…";
            case "object" -> "JSON";
            default ->
                schema.path("format").asText().equals("date-time")
                        ? "TIME"
                        : wire.toUpperCase(Locale.ROOT).replace('_', '-');
        };
    }

    /** The accepted words; empty when any value is accepted. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        schema.path("enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    /** Whether the value is a secret, which must not stand on a command line. */
    public boolean secret() {
        return schema.path("x-secret").asBoolean();
    }

    boolean flag() {
        return schema.path("type").asText().equals("boolean");
    }

    /** Whether the value is free text. */
    boolean freeText() {
        return schema.path("type").asText().equals("string")
                && !schema.has("enum")
                && !schema.has("format")
                && !secret();
    }

    private MethodParameter item() {
        return new MethodParameter(wire, true, resolve(schema.path("items"), document), description, document);
    }

    // ---- Parsing ----

    /** Converts a value of the command line to JSON; an invalid value is rejected with what is accepted. */
    public JsonNode parse(String word) {
        return switch (schema.path("type").asText()) {
            case "integer" -> integer(word);
            case "boolean" -> bool(word);
            case "array" -> array(word);
            case "object" -> object(word);
            default -> text(word);
        };
    }

    private JsonNode integer(String word) {
        try {
            long value = Long.parseLong(word);
            if (value >= schema.path("minimum").asLong()
                    && value <= schema.path("maximum").asLong()) {
                return LongNode.valueOf(value);
            }
        } catch (NumberFormatException _) {
            // rejected below, like a number that is out of range
        }
        throw rejected(
                "an integer from " + schema.path("minimum").asText() + " to "
                        + schema.path("maximum").asText(),
                word);
    }

    private JsonNode bool(String word) {
        return switch (word) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw rejected("true or false", word);
        };
    }

    private JsonNode array(String words) {
        ArrayNode array = Json.object().arrayNode();
        if (words.isBlank()) return array;
        MethodParameter item = item();
        if (!item.schema().path("type").asText().equals("object")) {
            for (String word : words.split(",", -1)) array.add(item.parse(word.strip()));
            return array;
        }
        if (parsed(words, "a JSON array") instanceof ArrayNode objects) return objects;
        throw rejected("a JSON array", words);
    }

    private JsonNode object(String word) {
        JsonNode json = parsed(word, "a JSON object");
        if (!json.isObject()) throw rejected("a JSON object", word);
        return json;
    }

    private JsonNode parsed(String word, String expected) {
        try {
            return Json.parse(word);
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException(
                    option() + ": expected " + expected + ", got '" + Output.plain(word) + "': "
                            + malformed.getMessage(),
                    malformed);
        }
    }

    private JsonNode text(String word) {
        if (schema.has("enum") && !words().contains(word)) throw rejected("one of " + String.join(", ", words()), word);
        return TextNode.valueOf(word);
    }

    private IllegalArgumentException rejected(String expected, String word) {
        return new IllegalArgumentException(option() + ": expected " + expected + ", got '" + Output.plain(word) + "'");
    }
}
