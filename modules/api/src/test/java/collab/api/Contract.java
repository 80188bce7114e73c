package collab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The contract file of the repository, with a JSON Schema library as a second validator. */
final class Contract {
    static final Path FILE = Path.of("../../openrpc.json");
    static final JsonNode DOCUMENT = read();

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V7);

    private Contract() {}

    /** The parameters or the result of an example. */
    record Sample(RpcMethod method, boolean params, JsonNode value) {
        JsonRecord parse(JsonNode json) {
            if (params) return method.parse(json);
            return exampleParams(method).parseResult(json);
        }

        JsonSchema schema() {
            return params ? paramsSchema(method) : resultSchema(method);
        }

        @Override
        public String toString() {
            return (params ? "params of " : "result of ") + method.wireName() + " " + value;
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(RpcMethod.values()).flatMap(Contract::samples);
    }

    private static Stream<Sample> samples(RpcMethod method) {
        return elements(method(method).path("examples")).flatMap(example -> {
            Stream<Sample> params = Stream.of(new Sample(method, true, paramsOf(example)));
            if (!example.has("result")) return params;
            return Stream.concat(params, Stream.of(new Sample(method, false, example.at("/result/value"))));
        });
    }

    static RpcParams<?> exampleParams(RpcMethod method) {
        return method.parse(paramsOf(method(method).at("/examples/0")));
    }

    static JsonNode method(RpcMethod method) {
        return elements(DOCUMENT.path("methods"))
                .filter(each -> each.path("name").asText().equals(method.wireName()))
                .findFirst()
                .orElseThrow();
    }

    static ObjectNode paramsOf(JsonNode example) {
        ObjectNode params = Json.object();
        example.path("params").forEach(param -> params.set(param.path("name").asText(), param.path("value")));
        return params;
    }

    static JsonSchema resultSchema(RpcMethod method) {
        return schema(method(method).at("/result/schema").deepCopy());
    }

    /** The schema of the object that contains the parameters by name. */
    static JsonSchema paramsSchema(RpcMethod method) {
        ObjectNode schema = Json.object();
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        method(method).path("params").forEach(param -> {
            properties.set(param.path("name").asText(), param.path("schema"));
            if (param.path("required").asBoolean())
                required.add(param.path("name").asText());
        });
        return schema(schema);
    }

    private static JsonSchema schema(ObjectNode schema) {
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.set("components", DOCUMENT.path("components"));
        return SCHEMAS.getSchema(schema);
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<String> names(JsonNode object) {
        return object.properties().stream().map(member -> member.getKey()).toList();
    }

    private static JsonNode read() {
        try {
            return Json.parse(Files.readAllBytes(FILE));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
