package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.MalformedJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;

/** What a body asks for, in the words of JSON-RPC 2.0. */
public sealed interface RpcRequest {
    /** One call, answered by one object. */
    record Single(Call call) implements RpcRequest {}

    /** Calls answered in their order by one array, without the notifications. */
    record Batch(List<Call> calls) implements RpcRequest {
        public Batch {
            calls = List.copyOf(calls);
        }
    }

    /** Not a request at all: one error without id answers everything. */
    record Broken(RpcError why) implements RpcRequest {}

    /** One element. */
    sealed interface Call {
        /**
         * @param id a missing node marks a notification, which is executed and never answered
         * @param params a missing node when there are none
         */
        record Valid(JsonNode id, String method, JsonNode params) implements Call {
            public boolean notification() {
                return id.isMissingNode();
            }
        }

        /** @param id null where it could not be told */
        record Invalid(JsonNode id, RpcError why) implements Call {}
    }

    static RpcRequest parse(byte[] body, int batchMax) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (MalformedJson malformed) {
            return new Broken(RpcError.of(ErrorCode.PARSE_ERROR, String.valueOf(malformed.getMessage())));
        }
        if (!json.isArray()) return new Single(call(json));
        if (json.isEmpty()) return new Broken(RpcError.of(ErrorCode.INVALID_REQUEST, "a batch has at least one call"));
        if (json.size() > batchMax) {
            return new Broken(RpcError.of(
                    ErrorCode.INVALID_REQUEST,
                    "a batch has at most " + batchMax + " calls, this one has " + json.size()));
        }
        List<Call> calls = new ArrayList<>(json.size());
        json.forEach(element -> calls.add(call(element)));
        return new Batch(calls);
    }

    private static Call call(JsonNode json) {
        if (!json.isObject()) return invalid(NullNode.instance, "a request is an object");
        JsonNode id = json.path("id");
        // null as an id is discouraged by the specification: it is what answers to broken requests carry
        if (!id.isMissingNode() && !id.isTextual() && !id.isNumber()) {
            return invalid(NullNode.instance, "an id is a string or a number");
        }
        if (id.isTextual() && !Json.isUnicode(id.textValue())) return invalid(NullNode.instance, "an id is Unicode");
        JsonNode known = id.isMissingNode() ? NullNode.instance : id;
        if (!"2.0".equals(json.path("jsonrpc").textValue())) return invalid(known, "jsonrpc must be \"2.0\"");
        JsonNode method = json.path("method");
        if (!method.isTextual()) return invalid(known, "method must be a string");
        JsonNode params = json.path("params");
        if (!params.isMissingNode() && !params.isContainerNode()) {
            return invalid(known, "params must be an object");
        }
        return new Call.Valid(id, method.textValue(), named(params));
    }

    /** Parameters go by name; an empty list of positions says as little as an empty object. */
    private static JsonNode named(JsonNode params) {
        return params.isArray() && params.isEmpty() ? MissingNode.getInstance() : params;
    }

    private static Call invalid(JsonNode id, String detail) {
        return new Call.Invalid(id, RpcError.of(ErrorCode.INVALID_REQUEST, detail));
    }
}
