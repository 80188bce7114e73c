package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.MalformedJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;

/** A parsed request body of JSON-RPC 2.0. */
public sealed interface RpcRequest {
    /** One call; its response is one object. */
    record Single(Call call) implements RpcRequest {}

    /** Several calls; the response is an array in the same order, without notifications. */
    record Batch(List<Call> calls) implements RpcRequest {
        public Batch {
            calls = List.copyOf(calls);
        }
    }

    /** Not a request; the response is one error without id. */
    record Malformed(RpcError error) implements RpcRequest {}

    /** One call of a request. */
    sealed interface Call {
        /**
         * @param id a missing node marks a notification, which is executed and gets no response
         * @param params a missing node when there are none
         */
        record Valid(JsonNode id, String method, JsonNode params) implements Call {
            public boolean notification() {
                return id.isMissingNode();
            }
        }

        /** @param id null where the call has no valid id */
        record Invalid(JsonNode id, RpcError error) implements Call {}
    }

    static RpcRequest parse(byte[] body, int batchMax) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (MalformedJson malformed) {
            return new Malformed(RpcError.of(ErrorCode.PARSE_ERROR, String.valueOf(malformed.getMessage())));
        }
        if (!json.isArray()) return new Single(call(json));
        if (json.isEmpty())
            return new Malformed(RpcError.of(ErrorCode.INVALID_REQUEST, "a batch must have at least one call"));
        if (json.size() > batchMax) {
            return new Malformed(RpcError.of(
                    ErrorCode.INVALID_REQUEST, "a batch must have at most " + batchMax + " calls, got " + json.size()));
        }
        List<Call> calls = new ArrayList<>(json.size());
        json.forEach(element -> calls.add(call(element)));
        return new Batch(calls);
    }

    private static Call call(JsonNode json) {
        if (!json.isObject()) return invalid(NullNode.instance, "a request must be an object");
        JsonNode id = json.path("id");
        // the specification discourages null as an id: it is the id of responses to malformed requests
        if (!id.isMissingNode() && !id.isTextual() && !id.isNumber()) {
            return invalid(NullNode.instance, "id must be a string or a number");
        }
        if (id.isTextual() && !Json.isUnicode(id.textValue()))
            return invalid(NullNode.instance, "id must be valid Unicode");
        JsonNode validId = id.isMissingNode() ? NullNode.instance : id;
        if (!"2.0".equals(json.path("jsonrpc").textValue())) return invalid(validId, "jsonrpc must be \"2.0\"");
        JsonNode method = json.path("method");
        if (!method.isTextual()) return invalid(validId, "method must be a string");
        JsonNode params = json.path("params");
        if (!params.isMissingNode() && !params.isContainerNode()) {
            return invalid(validId, "params must be an object");
        }
        return new Call.Valid(id, method.textValue(), named(params));
    }

    /** Parameters are passed by name; an empty array means the same as an empty object. */
    private static JsonNode named(JsonNode params) {
        return params.isArray() && params.isEmpty() ? MissingNode.getInstance() : params;
    }

    private static Call invalid(JsonNode id, String detail) {
        return new Call.Invalid(id, RpcError.of(ErrorCode.INVALID_REQUEST, detail));
    }
}
