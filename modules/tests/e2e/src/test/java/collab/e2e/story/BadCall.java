package collab.e2e.story;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A call that must be rejected.
 *
 * @param pointer to the invalid parameter; empty when the error has no pointer
 */
record BadCall(String description, String body, int code, String errorCode, String pointer) {
    static BadCall request(String description, String body, int code, String errorCode) {
        return new BadCall(description, body, code, errorCode, "");
    }

    static BadCall params(String description, String method, String params, String pointer) {
        return new BadCall(description, call(method, params), -32602, "invalid_params", pointer);
    }

    static BadCall rejected(String description, String method, String params, int code, String errorCode) {
        return new BadCall(description, call(method, params), code, errorCode, "");
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /** The requests that every deployment must reject. */
    static Stream<BadCall> all() {
        String text = "x".repeat(16_001);
        return Stream.of(
                request("an empty body", "", -32700, "parse_error"),
                request("an incomplete object", "{\"jsonrpc\":\"2.0\",", -32700, "parse_error"),
                request(
                        "text after the request",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"} {}",
                        -32700,
                        "parse_error"),
                request(
                        "a duplicate member",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"rpc.health\"}",
                        -32700,
                        "parse_error"),
                request("deep nesting", "[".repeat(5_000), -32700, "parse_error"),
                request(
                        "a number of 5,000 digits",
                        "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(5_000) + "}",
                        -32700,
                        "parse_error"),
                request("a number", "7", -32600, "invalid_request"),
                request("an empty batch", "[]", -32600, "invalid_request"),
                request(
                        "an older protocol",
                        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"rpc.health\"}",
                        -32600,
                        "invalid_request"),
                request(
                        "a method that is a number",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
                        -32600,
                        "invalid_request"),
                request(
                        "an id that is an object",
                        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"rpc.health\"}",
                        -32600,
                        "invalid_request"),
                request(
                        "a batch of 51",
                        "["
                                + String.join(
                                        ",",
                                        IntStream.range(0, 51)
                                                .mapToObj(id -> "{\"jsonrpc\":\"2.0\",\"id\":" + id
                                                        + ",\"method\":\"rpc.health\"}")
                                                .toList())
                                + "]",
                        -32600,
                        "invalid_request"),
                rejected("an unknown method", "message.shout", "{}", -32601, "method_not_found"),
                params("parameters by position", "message.send", "[1,\"hello\"]", ""),
                params("a missing parameter", "message.send", "{\"channel_id\":1}", "/text"),
                params(
                        "an unknown parameter",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"a\",\"txet\":\"b\"}",
                        "/txet"),
                params(
                        "an id that is not a number",
                        "message.send",
                        "{\"channel_id\":\"one\",\"text\":\"a\"}",
                        "/channel_id"),
                params(
                        "an id that is a string",
                        "message.send",
                        "{\"channel_id\":\"1\",\"text\":\"a\"}",
                        "/channel_id"),
                params("an id of zero", "message.send", "{\"channel_id\":0,\"text\":\"a\"}", "/channel_id"),
                params("a negative id", "message.send", "{\"channel_id\":-1,\"text\":\"a\"}", "/channel_id"),
                params("a fractional id", "message.send", "{\"channel_id\":1.5,\"text\":\"a\"}", "/channel_id"),
                params(
                        "an id of 54 bits",
                        "message.send",
                        "{\"channel_id\":9007199254740992,\"text\":\"a\"}",
                        "/channel_id"),
                params("an id that is null", "message.send", "{\"channel_id\":null,\"text\":\"a\"}", "/channel_id"),
                params("a text that is a number", "message.send", "{\"channel_id\":1,\"text\":5}", "/text"),
                params("an empty text", "message.send", "{\"channel_id\":1,\"text\":\"\"}", "/text"),
                params("half a surrogate pair", "message.send", "{\"channel_id\":1,\"text\":\"\\ud800\"}", "/text"),
                params("a limit of 201", "message.list", "{\"channel_id\":1,\"limit\":201}", "/limit"),
                params(
                        "an unknown kind",
                        "channel.create",
                        "{\"workspace_id\":1,\"kind\":\"secret\",\"name\":\"a\"}",
                        "/kind"),
                params(
                        "a list that contains a string",
                        "channel.create",
                        "{\"workspace_id\":1,\"kind\":\"dm\",\"peer_ids\":[\"bob\"]}",
                        "/peer_ids/0"),
                params(
                        "an op_id with a space",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"a\",\"op_id\":\"a b\"}",
                        "/op_id"),
                rejected(
                        "a text that is too long",
                        "message.send",
                        "{\"channel_id\":1,\"text\":\"" + text + "\"}",
                        -32006,
                        "text_too_long"),
                rejected(
                        "an unknown channel",
                        "message.send",
                        "{\"channel_id\":900000,\"text\":\"a\"}",
                        -32003,
                        "channel_not_found"),
                rejected("an unknown message", "message.get", "{\"message_id\":900000}", -32003, "message_not_found"),
                rejected(
                        "an unknown workspace",
                        "channel.list",
                        "{\"workspace_id\":900000}",
                        -32003,
                        "workspace_not_found"),
                rejected("an unknown user", "user.get", "{\"user_id\":900000}", -32003, "user_not_found"),
                rejected(
                        "a method for gateways only",
                        "presence.mark_connection",
                        "{\"online\":true}",
                        -32002,
                        "permission_denied"),
                rejected(
                        "a method for administrators only",
                        "user.create",
                        "{\"username\":\"eve\",\"display_name\":\"Eve\"}",
                        -32002,
                        "permission_denied"));
    }

    @Override
    public String toString() {
        return description;
    }
}
