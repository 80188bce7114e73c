package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract shows is what the records read and write. */
class ExamplesTest {
    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void anExampleFitsItsSchema(Contract.Sample sample) {
        assertEquals(Set.of(), sample.schema().validate(sample.value()));
    }

    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void anExampleIsReadAndWrittenWithoutLoss(Contract.Sample sample) {
        JsonRecord read = sample.parse(sample.value());
        assertEquals(sample.value(), normal(read.toJson()));
        assertEquals(sample.value(), Json.parse(Json.bytes(read)));
        assertEquals(read, sample.parse(read.toJson()), "reading what was written");
    }

    @ParameterizedTest
    @MethodSource("collab.api.Contract#samples")
    void equalValuesAreEqualBytesInWhateverOrderTheyCame(Contract.Sample sample) {
        var reversed = Json.object();
        for (String name : Contract.names(sample.value()).reversed())
            reversed.set(name, sample.value().get(name));
        String written = new String(Json.bytes(sample.parse(sample.value())), StandardCharsets.UTF_8);
        String again = new String(Json.bytes(sample.parse(reversed)), StandardCharsets.UTF_8);
        if (sample.method() != RpcMethod.RPC_DISCOVER) assertEquals(written, again);
    }

    /** A long that is small equals an int on the wire, though not as a node. */
    private static JsonNode normal(JsonNode json) {
        return Json.parse(Json.bytes(json));
    }
}
