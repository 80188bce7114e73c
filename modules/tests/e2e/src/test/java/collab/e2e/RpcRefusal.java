package collab.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** An error that was answered. */
final class RpcRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode error;

    RpcRefusal(String method, int status, String body) {
        super(method + " was refused with HTTP " + status + ": " + body);
        this.status = status;
        this.error = body.startsWith("{") ? Json.parse(body).path("error") : MissingNode.getInstance();
    }

    int status() {
        return status;
    }

    /** The number of JSON-RPC; 0 when the refusal was none. */
    int code() {
        return error.path("code").asInt();
    }

    /** The stable word. */
    String word() {
        return error.path("data").path("code").asText();
    }

    JsonNode data() {
        return error.path("data");
    }

    /** Whether it may be asked again later, under the same {@code op_id}. */
    boolean passing() {
        return status == 503 || status == 502 || status == 504 || code() == -32007 || code() == -32005;
    }
}
