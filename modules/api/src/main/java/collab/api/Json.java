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
 * Reads and writes JSON with one mapper and fixed limits.
 *
 * <p>Parsing is strict: the input is UTF-8 and contains one value without trailing tokens and without duplicate members, and
 * the depth and the length of tokens are limited. Numbers keep all their digits, so that validation sees the value that was
 * sent.
 */
public final class Json {
    /** The maximum nesting depth of objects and arrays. */
    public static final int DEPTH_MAX = 64;

    /** The maximum length of a number in characters. */
    public static final int NUMBER_CHARACTERS_MAX = 100;

    /** The maximum length of a member name in characters. */
    public static final int NAME_CHARACTERS_MAX = 1_000;

    /** The maximum length of a string in characters. */
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
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // error messages contain no input
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // clients choose the member names
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * {@return the parsed value}
     *
     * @param utf8 the received bytes
     * @throws MalformedJson when the input is not exactly one value within the limits
     */
    public static JsonNode parse(byte[] utf8) {
        try {
            // Jackson's byte parser detects other encodings and accepts overlong sequences
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException malformed) {
            throw new MalformedJson("not UTF-8", malformed);
        }
    }

    /**
     * {@return the parsed value}
     *
     * @param text the received text
     * @throws MalformedJson when the input is not exactly one value within the limits
     */
    public static JsonNode parse(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json.isMissingNode()) throw new MalformedJson("empty");
            return json;
        } catch (JsonProcessingException malformed) {
            throw new MalformedJson(place(malformed), malformed);
        } catch (NumberFormatException exponent) {
            throw new MalformedJson(
                    "a number with an exponent that is too large", exponent); // BigDecimal's limit, not Jackson's
        }
    }

    /**
     * {@return the record as JSON in UTF-8}
     *
     * @param json a record of the contract
     */
    public static byte[] bytes(JsonRecord json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
            json.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // thrown only for a string that is not Unicode
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the value as JSON in UTF-8}
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
     * {@return a new tree with the content of the record}
     *
     * @param json a record of the contract
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
     * {@return whether a string is valid Unicode} JSON allows unpaired surrogates; UTF-8 and databases do not.
     *
     * @param text any string
     */
    public static boolean isUnicode(String text) {
        // a surrogate pair is one code point, so a code point in this range is an unpaired surrogate
        return text.codePoints().noneMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE);
    }

    /** Received text for use in a message: at most 64 characters, with control and formatting characters replaced. */
    static String printable(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(PRINTABLE_CHARACTERS_MAX)
                .forEach(c -> plain.appendCodePoint(isPlain(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > PRINTABLE_CHARACTERS_MAX ? plain + "…" : plain.toString();
    }

    /** False for control and formatting characters (such as bidirectional overrides) and unpaired surrogates. */
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
