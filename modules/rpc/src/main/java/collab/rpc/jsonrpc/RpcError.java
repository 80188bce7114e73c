package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import collab.api.InvalidParams;
import collab.api.Json;
import collab.domain.Rejection;
import collab.persistence.LedgerUnavailable;
import collab.persistence.QueryTimeout;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;

/**
 * The error member of a response.
 *
 * @param data {@code code}, a stable name for programs, and details; never anything that the caller may not see
 */
public record RpcError(ErrorCode code, ObjectNode data) {
    /**
     * The delay before a client repeats a command that the ledger did not execute: longer than the ledger needs for a
     * batch.
     */
    private static final long UNAVAILABLE_RETRY_MS = 500;

    /** The delay before a client repeats a query that took too long: a repetition at once would take as long. */
    private static final Duration QUERY_RETRY = Duration.ofSeconds(5);

    public static RpcError of(ErrorCode code) {
        return new RpcError(code, Json.object().put("code", code.word()));
    }

    public static RpcError of(ErrorCode code, String detail) {
        RpcError error = of(code);
        error.data().put("detail", detail);
        return error;
    }

    public static RpcError of(Rejection why) {
        String word = why.reason().name().toLowerCase(Locale.ROOT);
        ErrorCode code = ErrorCode.of(word)
                .orElseThrow(() -> new IllegalStateException("openrpc.json has no error code " + word));
        return of(code, why.detail());
    }

    public static RpcError of(InvalidParams invalid) {
        RpcError error = of(invalid.code());
        error.data()
                .put("pointer", invalid.pointer())
                .put("expected", invalid.expected())
                .put("actual", invalid.actual());
        return error;
    }

    public static RpcError of(LedgerUnavailable unavailable) {
        return unavailable(unavailable.outcome(), Duration.ofMillis(UNAVAILABLE_RETRY_MS));
    }

    public static RpcError of(QueryTimeout timeout) {
        RpcError error = unavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, QUERY_RETRY);
        error.data().put("detail", timeout.getMessage() + ": ask for less, for example with more words or a filter");
        return error;
    }

    public static RpcError unavailable(LedgerUnavailable.Outcome outcome, Duration retryAfter) {
        RpcError error = of(ErrorCode.UNAVAILABLE);
        error.data()
                .put("retry_after_ms", retryAfter.toMillis())
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        return error;
    }

    public static RpcError rateLimited(Duration retryAfter) {
        RpcError error = of(ErrorCode.RATE_LIMITED);
        error.data()
                .put("retry_after_ms", Math.max(1, retryAfter.plusNanos(999_999).toMillis()));
        return error;
    }

    public static RpcError internal(String incident) {
        RpcError error = of(ErrorCode.INTERNAL_ERROR);
        error.data().put("incident", incident);
        return error;
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("code", code.number()).put("message", message());
        json.set("data", data);
        return json;
    }

    /**
     * The messages of the JSON-RPC specification for its error numbers, and one message for each number of this
     * product.
     */
    private String message() {
        return switch (code.number()) {
            case -32700 -> "Parse error";
            case -32600 -> "Invalid Request";
            case -32601 -> "Method not found";
            case -32602 -> "Invalid params";
            case -32603 -> "Internal error";
            case -32001 -> "Unauthenticated";
            case -32002 -> "Permission denied";
            case -32003 -> "Not found";
            case -32004 -> "Conflict";
            case -32005 -> "Rate limited";
            case -32006 -> "Too large";
            case -32007 -> "Unavailable";
            default -> throw new IllegalStateException("no message for error number " + code.number() + " of " + code);
        };
    }
}
