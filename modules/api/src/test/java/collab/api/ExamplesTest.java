package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The records parse and write the examples of the contract. */
class ExamplesTest {
    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void exampleMatchesItsSchema(Contract.Sample sample) {
        assertEquals(Set.of(), sample.schema().validate(sample.value()));
    }

    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void exampleSurvivesParsingAndWriting(Contract.Sample sample) {
        JsonRecord read = sample.parse(sample.value());
        assertEquals(sample.value(), normal(read.toJson()));
        assertEquals(sample.value(), Json.parse(Json.bytes(read)));
        assertEquals(read, sample.parse(read.toJson()), "reading what was written");
    }

    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void memberOrderDoesNotChangeTheWrittenBytes(Contract.Sample sample) {
        var reversed = Json.object();
        for (String name : Contract.names(sample.value()).reversed())
            reversed.set(name, sample.value().get(name));
        String written = new String(Json.bytes(sample.parse(sample.value())), StandardCharsets.UTF_8);
        String again = new String(Json.bytes(sample.parse(reversed)), StandardCharsets.UTF_8);
        if (sample.method() != RpcMethod.RPC_DISCOVER) assertEquals(written, again);
    }

    /** A small long and an int have equal JSON but are different nodes. */
    private static JsonNode normal(JsonNode json) {
        return Json.parse(Json.bytes(json));
    }
}
