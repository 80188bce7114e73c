package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A call to which the server responded with an error. */
public final class RpcCallRejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode error;

    RpcCallRejected(String method, int status, String body) {
        super(method + " was rejected with HTTP " + status + ": " + body);
        this.status = status;
        this.error = body.startsWith("{") ? TestJson.parse(body).path("error") : MissingNode.getInstance();
    }

    public int status() {
        return status;
    }

    /** The JSON-RPC error code; 0 when the response was not a JSON-RPC error. */
    public int code() {
        return error.path("code").asInt();
    }

    /** The stable error code, for example {@code channel_not_found}. */
    public String errorCode() {
        return error.path("data").path("code").asText();
    }

    public JsonNode data() {
        return error.path("data");
    }

    /** Whether the caller may repeat the call later, with the same {@code op_id}. */
    public boolean retryable() {
        return status == 503 || status == 502 || status == 504 || code() == -32007 || code() == -32005;
    }
}
