package collab.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How JSON is read and written everywhere: the one mapper and its bounds.
 *
 * <p>Strict on the way in: UTF-8 and nothing else, one value and nothing after it, no member twice, nesting and tokens
 * bounded. Numbers keep their digits, so a check sees what was sent and not what fitted into a double.
 */
public final class Json {
    /** Objects and arrays inside of each other. */
    public static final int DEPTH_MAX = 64;

    /** Characters of a number. */
    public static final int NUMBER_CHARACTERS_MAX = 100;

    /** Characters of a member's name. */
    public static final int NAME_CHARACTERS_MAX = 1_000;

    /** Characters of a string. */
    public static final int STRING_CHARACTERS_MAX = 1 << 20;

    private static final int PRINTABLE_CHARACTERS_MAX = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_CHARACTERS_MAX)
                            .maxNameLength(NAME_CHARACTERS_MAX)
                            .maxStringLength(STRING_CHARACTERS_MAX)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // what people wrote stays out of messages
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // peers make names up
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * {@return the one value in these bytes}
     *
     * @param utf8 what was received
     * @throws MalformedJson when it is not one value within the bounds
     */
    public static JsonNode parse(byte[] utf8) {
        try {
            // the parser of bytes would guess other encodings and let overlong sequences pass
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException malformed) {
            throw new MalformedJson("not UTF-8", malformed);
        }
    }

    /**
     * {@return the one value in this text}
     *
     * @param text what was received
     * @throws MalformedJson when it is not one value within the bounds
     */
    public static JsonNode parse(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json.isMissingNode()) throw new MalformedJson("empty");
            return json;
        } catch (JsonProcessingException malformed) {
            throw new MalformedJson(place(malformed), malformed);
        } catch (NumberFormatException immense) {
            throw new MalformedJson(
                    "a number with an exponent beyond reason", immense); // Jackson lets BigDecimal's through
        }
    }

    /**
     * {@return the record in UTF-8}
     *
     * @param json of the contract
     */
    public static byte[] bytes(JsonRecord json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
            json.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // memory does not fail; a value that is not Unicode does
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the value in UTF-8}
     *
     * @param json any value
     */
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * {@return the record as a tree of the caller's own}
     *
     * @param json of the contract
     */
    public static ObjectNode tree(JsonRecord json) {
        try (TokenBuffer buffer = new TokenBuffer(MAPPER, false)) {
            json.write(buffer);
            return MAPPER.readTree(buffer.asParser());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** {@return an empty object} */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * {@return whether a string is Unicode} JSON lets half of a surrogate pair through, UTF-8 and databases do not.
     *
     * @param text any string
     */
    public static boolean isUnicode(String text) {
        // pairs arrive as one code point, so what is left in this range is half of one
        return text.codePoints().noneMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE);
    }

    /** A peer's text made fit for a message: at most 64 characters, with anything that is not plain replaced. */
    static String printable(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(PRINTABLE_CHARACTERS_MAX)
                .forEach(c -> plain.appendCodePoint(isPlain(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > PRINTABLE_CHARACTERS_MAX ? plain + "…" : plain.toString();
    }

    /** Not control, not formatting (bidirectional overrides), not half a pair. */
    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String place(JsonProcessingException malformed) {
        var at = malformed.getLocation();
        return at == null ? "malformed" : "malformed at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
