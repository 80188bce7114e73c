package collab.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value does not match its schema. The message contains the position, what is accepted and what was received. It never
 * contains secrets or message texts.
 */
public final class InvalidParams extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The error code, one of those that openrpc.json defines. */
    private final ErrorCode code;

    /** The JSON pointer of the value; empty for the whole document. */
    private final String pointer;

    /** What is accepted. */
    private final String expected;

    /** What was received. */
    private final String actual;

    private InvalidParams(ErrorCode code, Pointer at, String expected, String actual) {
        // reports an error of the client: a stack trace has no use and costs more than the validation
        super(place(at) + ": expected " + expected + ", got " + actual, null, false, false);
        this.code = code;
        this.pointer = at.toString();
        this.expected = expected;
        this.actual = actual;
    }

    static InvalidParams of(Pointer at, String expected, String actual) {
        return new InvalidParams(ErrorCode.INVALID_PARAMS, at, expected, actual);
    }

    static InvalidParams of(Pointer at, String expected, JsonNode actual) {
        return of(at, expected, describe(actual));
    }

    static InvalidParams of(ErrorCode code, Pointer at, String expected, String actual) {
        return new InvalidParams(code, at, expected, actual);
    }

    private static String place(Pointer at) {
        String pointer = at.toString();
        return pointer.isEmpty() ? "params" : pointer;
    }

    /** The value of a number, and the type of any other value. */
    private static String describe(JsonNode json) {
        return json.isNumber() ? Json.printable(json.asText()) : type(json);
    }

    static String type(JsonNode json) {
        return switch (json.getNodeType()) {
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case STRING -> "a string";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case BINARY -> "bytes";
            case MISSING -> "nothing";
        };
    }

    /** {@return the error code of the contract} */
    public ErrorCode code() {
        return code;
    }

    /** {@return the JSON pointer (RFC 6901) of the value, relative to the parsed document} */
    public String pointer() {
        return pointer;
    }

    /** {@return what is accepted} */
    public String expected() {
        return expected;
    }

    /** {@return what was received} */
    public String actual() {
        return actual;
    }
}
