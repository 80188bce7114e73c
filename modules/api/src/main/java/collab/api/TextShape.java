package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * A string with a length, counted in code points as in JSON Schema, and an optional pattern.
 *
 * @param tooLong the error code for a string that is longer than {@code most}
 * @param secret whether error messages must not contain the value
 */
record TextShape(int least, int most, Pattern pattern, ErrorCode tooLong, boolean secret) implements Shape<String> {
    private static final Pattern ANYTHING = Pattern.compile("");

    static TextShape of(int least, int most) {
        return new TextShape(least, most, ANYTHING, ErrorCode.INVALID_PARAMS, false);
    }

    /** The pattern matches anywhere in the string unless it is anchored, as in JSON Schema. */
    TextShape matching(String regex) {
        return new TextShape(least, most, Pattern.compile(regex), tooLong, secret);
    }

    TextShape tooLong(ErrorCode code) {
        return new TextShape(least, most, pattern, code, secret);
    }

    TextShape hidden() {
        return new TextShape(least, most, pattern, tooLong, true);
    }

    @Override
    public String parse(JsonNode json, Pointer at) {
        if (!json.isTextual()) throw InvalidParams.of(at, expectation(), InvalidParams.type(json));
        String text = json.textValue();
        if (!Json.isUnicode(text)) throw InvalidParams.of(at, "Unicode text", "an unpaired surrogate");
        int length = text.codePointCount(0, text.length());
        if (length > most) throw InvalidParams.of(tooLong, at, expectation(), characters(length));
        if (length < least) throw InvalidParams.of(at, expectation(), characters(length));
        if (!pattern.matcher(text).find()) {
            throw InvalidParams.of(at, expectation(), secret ? characters(length) : "\"" + Json.printable(text) + "\"");
        }
        return text;
    }

    @Override
    public void write(String value, JsonGenerator out) throws IOException {
        out.writeString(value);
    }

    @Override
    public String expectation() {
        String bounds = most == Integer.MAX_VALUE ? "a string" : "a string of " + least + " to " + most + " characters";
        return pattern == ANYTHING ? bounds : bounds + " matching " + pattern;
    }

    private static String characters(int length) {
        return length + (length == 1 ? " character" : " characters");
    }
}
