package collab.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value does not fit its schema. Says where, what was expected and what was there instead, without repeating secrets or
 * what people wrote.
 */
public final class InvalidParams extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The contract's word. */
    private final ErrorCode code;

    /** Where; empty for the whole. */
    private final String pointer;

    /** What would have been right. */
    private final String expected;

    /** What was there. */
    private final String actual;

    private InvalidParams(ErrorCode code, Pointer at, String expected, String actual) {
        // an answer to a peer, not a failure of ours: a stack trace would cost more than the check
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

    /** For numbers the value, for the rest the type: what a caller needs to find the mistake. */
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

    /** {@return the contract's word for it} */
    public ErrorCode code() {
        return code;
    }

    /** {@return where, as RFC 6901 says it, relative to the value that was parsed} */
    public String pointer() {
        return pointer;
    }

    /** {@return what would have been right} */
    public String expected() {
        return expected;
    }

    /** {@return what was there} */
    public String actual() {
        return actual;
    }
}
