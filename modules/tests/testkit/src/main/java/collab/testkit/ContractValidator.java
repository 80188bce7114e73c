package collab.testkit;

import collab.api.ErrorCode;
import collab.api.EventPayload;
import collab.api.Json;
import collab.api.RpcMethod;
import collab.api.UnknownEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Validates what a server sends against the contract: a result and an event have the members of their schemas and no
 * others, and an error is listed by its method. A member that a schema lacks would be lost in its record. The tests of
 * the records check that records and schemas agree.
 */
public final class ContractValidator {
    /** The errors that any method can return. */
    private static final Set<ErrorCode> OF_EVERY_CALL = Set.of(
            ErrorCode.PARSE_ERROR,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.METHOD_NOT_FOUND,
            ErrorCode.INVALID_PARAMS,
            ErrorCode.INTERNAL_ERROR,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.SESSION_ENDED,
            ErrorCode.SCOPE_MISSING,
            ErrorCode.RATE_LIMITED,
            ErrorCode.TOO_LARGE,
            ErrorCode.UNAVAILABLE);

    private ContractValidator() {}

    /**
     * @param params as they were sent
     * @param answer the whole response, with {@code result} or {@code error}
     * @throws AssertionError when the response violates the contract
     */
    public static void answer(String method, String params, String answer) {
        Optional<RpcMethod> known = RpcMethod.of(method);
        if (known.isEmpty()) return;
        JsonNode json = parsed(answer);
        if (json.has("result")) result(known.get(), params, json.path("result"));
        else if (json.has("error")) error(known.get(), json.path("error"));
    }

    private static void result(RpcMethod method, String params, JsonNode result) {
        JsonNode sent = parsed(params);
        if (!sent.isObject()) return; // positional parameters have separate tests
        same(result, Json.bytes(method.parse(sent).parseResult(result)), method.wireName());
    }

    private static void error(RpcMethod method, JsonNode error) {
        ErrorCode code = ErrorCode.of(error.at("/data/code").asText())
                .orElseThrow(() -> new AssertionError(method.wireName() + " has an error without data.code: " + error));
        if (code.number() != error.path("code").asInt()) {
            throw new AssertionError(code + " has the code " + code.number() + ", but was sent as " + error);
        }
        if (!OF_EVERY_CALL.contains(code) && !method.errors().contains(code)) {
            throw new AssertionError(method.wireName() + " returned " + error + ", which it does not list");
        }
    }

    /**
     * @param payload the member {@code event} of a frame of version 2
     * @throws AssertionError when the event violates the contract
     */
    public static void event(String type, String payload) {
        ObjectNode json = (ObjectNode) parsed(payload);
        EventPayload event = EventPayload.parse(type, json);
        if (event instanceof UnknownEvent) {
            throw new AssertionError("no event of type " + type + " has the form " + json);
        }
        same(json, Json.bytes(event), type);
    }

    /** Parses the UTF-8 bytes, as they were on the wire: an unpaired surrogate does not survive the encoding. */
    private static JsonNode parsed(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void same(JsonNode sent, byte[] described, String what) {
        JsonNode known = Json.parse(described);
        if (!known.equals(sent)) {
            throw new AssertionError(what + " was sent as\n" + sent + "\nbut the contract describes\n" + known);
        }
    }
}
