package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document follows OpenRPC 1.2.6 and the rules of this project. */
class OpenRpcDocumentTest {
    private static final JsonNode DOCUMENT = Contract.DOCUMENT;

    @Test
    void shippedDocumentEqualsTheRepositoryFile() {
        assertEquals(DOCUMENT, OpenRpcDocument.json());
    }

    @Test
    void callersCannotChangeTheShippedDocument() {
        OpenRpcDocument.json().removeAll();
        assertEquals(DOCUMENT, OpenRpcDocument.json());
    }

    @Test
    void documentHasOnlyMembersOfOpenRpc() {
        onlyMembers(DOCUMENT, "openrpc", "info", "servers", "methods", "components");
        // code of public generators does not know newer versions (ADR 0031)
        assertTrue(DOCUMENT.path("openrpc").asText().matches("1\\.2\\.[0-6]"));
        onlyMembers(DOCUMENT.path("info"), "title", "version", "description", "license", "contact", "termsOfService");
        DOCUMENT.path("servers")
                .forEach(server -> onlyMembers(server, "url", "name", "description", "summary", "variables"));
        onlyMembers(DOCUMENT.path("components"), "schemas", "errors");
        DOCUMENT.at("/components/errors").forEach(error -> {
            onlyMembers(error, "code", "message", "data");
            assertTrue(error.path("code").isInt() && error.path("message").isTextual(), error::toString);
        });
    }

    @ParameterizedTest
    @EnumSource
    void methodHasOnlyMembersOfOpenRpc(RpcMethod method) {
        JsonNode json = Contract.method(method);
        onlyMembers(
                json,
                "name",
                "tags",
                "summary",
                "description",
                "deprecated",
                "paramStructure",
                "params",
                "result",
                "errors",
                "examples");
        json.path("params").forEach(param -> contentDescriptor(param));
        contentDescriptor(json.path("result"));
        json.path("examples").forEach(pairing -> {
            onlyMembers(pairing, "name", "description", "summary", "params", "result");
            pairing.path("params").forEach(example -> onlyMembers(example, "name", "value"));
            onlyMembers(pairing.path("result"), "name", "description", "value");
            assertTrue(pairing.at("/result/value").isObject(), pairing::toString);
        });
        assertEquals(method.wireName().split("\\.")[0], json.at("/tags/0/name").asText());
    }

    private static void contentDescriptor(JsonNode json) {
        onlyMembers(json, "name", "summary", "description", "required", "schema", "deprecated");
        assertTrue(json.path("name").isTextual() && json.path("schema").isObject(), json::toString);
    }

    @Test
    void methodNamesAreUnique() {
        List<String> methods = Contract.elements(DOCUMENT.path("methods"))
                .map(method -> method.path("name").asText())
                .toList();
        assertEquals(methods.size(), Set.copyOf(methods).size());
        assertEquals(methods.size(), RpcMethod.values().length);
    }

    @ParameterizedTest
    @EnumSource
    void methodHasSummaryDescriptionAndExample(RpcMethod method) {
        JsonNode json = Contract.method(method);
        assertFalse(json.path("summary").asText().isBlank());
        assertFalse(json.path("description").asText().isBlank());
        assertEquals("by-name", json.path("paramStructure").asText());
        assertTrue(json.path("examples").size() >= 1);
        assertEquals(method.deprecated(), json.path("deprecated").asBoolean());
    }

    /** Clients that pass parameters in order need the optional ones last. */
    @ParameterizedTest
    @EnumSource
    void requiredParametersComeFirst(RpcMethod method) {
        boolean optionalSeen = false;
        Set<String> names = new HashSet<>();
        for (JsonNode param : Contract.method(method).path("params")) {
            assertTrue(names.add(param.path("name").asText()), param::toString);
            boolean required = param.path("required").asBoolean();
            assertFalse(required && optionalSeen, param::toString);
            optionalSeen |= !required;
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutatingMethodTakesOpIdAndReturnsSeq(RpcMethod method) {
        JsonNode json = Contract.method(method);
        boolean takesOpId = Contract.elements(json.path("params"))
                .anyMatch(param -> param.path("name").asText().equals("op_id")
                        && !param.path("required").asBoolean());
        JsonNode result = json.at("/result/schema/properties");
        assertEquals(method.mutating(), takesOpId);
        assertEquals(method.mutating(), result.has("await"));
        if (method.mutating()) {
            assertTrue(result.has("seq"));
            assertFalse(method.events().isEmpty(), "a mutating method without events");
            assertTrue(method.errors().contains(ErrorCode.OPERATION_REUSED));
            assertTrue(Set.of(RateClass.WRITE, RateClass.SEND, RateClass.AUTH).contains(method.rateClass()));
        }
    }

    /** OpenRPC requires unique error numbers per method; x-error-codes lists the codes for each number. */
    @ParameterizedTest
    @EnumSource
    void methodListsEachErrorByNumberAndCode(RpcMethod method) {
        JsonNode json = Contract.method(method);
        List<Integer> numbers = Contract.elements(json.path("errors"))
                .map(error -> resolve(error.path("$ref").asText()).path("code").asInt())
                .toList();
        assertEquals(numbers.size(), Set.copyOf(numbers).size());
        assertTrue(numbers.contains(ErrorCode.INVALID_PARAMS.number()));
        if (method.access() == Access.SESSION) assertTrue(numbers.contains(ErrorCode.UNAUTHENTICATED.number()));
        boolean limited =
                method.rateClass() != RateClass.NONE || method == RpcMethod.RPC_DISCOVER; // counts as twenty queries
        assertEquals(limited, numbers.contains(ErrorCode.RATE_LIMITED.number()));
        for (ErrorCode code : method.errors()) assertTrue(numbers.contains(code.number()), code::toString);
    }

    @Test
    void errorCodeBelongsToAnErrorComponent() {
        Set<Integer> numbers = Contract.elements(DOCUMENT.at("/components/errors"))
                .map(error -> error.path("code").asInt())
                .collect(Collectors.toSet());
        for (ErrorCode code : ErrorCode.values()) assertTrue(numbers.contains(code.number()), code::toString);
        DOCUMENT.at("/components/errors").forEach(error -> {
            ErrorCode code = ErrorCode.of(error.at("/data/code").asText()).orElseThrow();
            assertEquals(code.number(), error.path("code").asInt());
        });
    }

    @Test
    void componentsAndReferencesMatch() {
        Set<String> references = new HashSet<>();
        walk(DOCUMENT, node -> {
            if (node.path("$ref").isTextual()) references.add(node.path("$ref").asText());
        });
        Set<String> components = new HashSet<>();
        for (String kind : List.of("schemas", "errors")) {
            for (String name : Contract.names(DOCUMENT.path("components").path(kind))) {
                components.add("#/components/" + kind + "/" + name);
            }
        }
        // errors that every request can cause are not listed per method
        Set<String> shared = Set.of("ParseError", "InvalidRequest", "MethodNotFound", "InternalError");
        shared.forEach(name -> assertTrue(components.remove("#/components/errors/" + name), name));
        assertEquals(components, references);
    }

    @Test
    void schemasAreValidJsonSchema() {
        var draft7 = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(SchemaLocation.of(SchemaId.V7));
        DOCUMENT.at("/components/schemas").forEach(schema -> assertEquals(Set.of(), draft7.validate(schema)));
        for (RpcMethod method : RpcMethod.values()) {
            assertEquals(Set.of(), draft7.validate(Contract.method(method).at("/result/schema")));
        }
    }

    private static JsonNode resolve(String reference) {
        JsonNode target = DOCUMENT.at(reference.substring(1));
        assertFalse(target.isMissingNode(), reference);
        return target;
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> walk(child, visitor));
    }

    private static void onlyMembers(JsonNode object, String... known) {
        List<String> unknown = Contract.names(object).stream()
                .filter(name -> !name.startsWith("x-") && !Set.of(known).contains(name))
                .toList();
        assertEquals(List.of(), unknown, object::toString);
    }
}
