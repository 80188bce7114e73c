package collab.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.RpcMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Holds an answer against the contract: a result has the members its schema says and no others, an error is one that the
 * method lists. Every answer that a test gets from a {@link Town} goes through here.
 */
final class Documented {
    /** What every call can be answered, whatever the method. */
    private static final Set<ErrorCode> OF_EVERY_CALL = Set.of(
            ErrorCode.PARSE_ERROR,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.METHOD_NOT_FOUND,
            ErrorCode.INVALID_PARAMS,
            ErrorCode.INTERNAL_ERROR,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.SESSION_ENDED,
            ErrorCode.RATE_LIMITED,
            ErrorCode.TOO_LARGE,
            ErrorCode.UNAVAILABLE);

    private Documented() {}

    static JsonNode answer(String method, String params, JsonNode answer) {
        Optional<RpcMethod> known = RpcMethod.of(method);
        if (known.isEmpty()) return answer;
        if (answer.has("result")) result(known.get(), params, answer.path("result"));
        else if (answer.has("error")) error(known.get(), answer.path("error"));
        return answer;
    }

    /** What a schema does not know is lost on the way through its record. */
    private static void result(RpcMethod method, String params, JsonNode result) {
        // as it was sent: half of a surrogate pair does not survive the way into bytes
        JsonNode given = Json.parse(params.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        if (!given.isObject()) return; // by position: tests of its own read those
        assertEquals(result, Json.parse(Json.bytes(method.parse(given).parseResult(result))), method::wireName);
    }

    private static void error(RpcMethod method, JsonNode error) {
        ErrorCode code = ErrorCode.of(error.at("/data/code").asText()).orElseThrow();
        assertEquals(code.number(), error.path("code").asInt());
        assertTrue(
                OF_EVERY_CALL.contains(code) || method.errors().contains(code),
                () -> method.wireName() + " was answered " + error + ", which it does not list");
    }
}
