package collab.rpc.jsonrpc;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Response objects of JSON-RPC 2.0, as bytes. */
public final class RpcResponse {
    private static final byte[] RESULT = ascii("{\"jsonrpc\":\"2.0\",\"result\":");
    private static final byte[] ERROR = ascii("{\"jsonrpc\":\"2.0\",\"error\":");
    private static final byte[] ID = ascii(",\"id\":");

    private RpcResponse() {}

    /** @param result the JSON of the result */
    public static byte[] result(JsonNode id, byte[] result) {
        return object(RESULT, result, id);
    }

    /** @param id a missing node becomes {@code null} */
    public static byte[] error(JsonNode id, RpcError error) {
        return object(ERROR, Json.bytes(error.toJson()), id);
    }

    private static byte[] object(byte[] begin, byte[] content, JsonNode id) {
        byte[] idBytes = Json.bytes(id.isMissingNode() ? NullNode.instance : id);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(begin.length + content.length + ID.length + idBytes.length + 1);
        out.writeBytes(begin);
        out.writeBytes(content);
        out.writeBytes(ID);
        out.writeBytes(idBytes);
        out.write('}');
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
