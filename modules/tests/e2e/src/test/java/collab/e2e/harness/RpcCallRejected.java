package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** An error that was answered. */
public final class RpcCallRejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode error;

    RpcCallRejected(String method, int status, String body) {
        super(method + " was refused with HTTP " + status + ": " + body);
        this.status = status;
        this.error = body.startsWith("{") ? TestJson.parse(body).path("error") : MissingNode.getInstance();
    }

    public int status() {
        return status;
    }

    /** The number of JSON-RPC; 0 when the refusal was none. */
    public int code() {
        return error.path("code").asInt();
    }

    /** The stable word. */
    public String word() {
        return error.path("data").path("code").asText();
    }

    public JsonNode data() {
        return error.path("data");
    }

    /** Whether it may be asked again later, under the same {@code op_id}. */
    public boolean passing() {
        return status == 503 || status == 502 || status == 504 || code() == -32007 || code() == -32005;
    }
}
