package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The generated parsers reject exactly the values that the schemas reject: a random change of an example is rejected by both
 * or by neither. {@link StrictReadingTest} covers the values that only the parsers reject (whole numbers with a fraction or
 * exponent, invalid Unicode).
 */
class SchemaAgreementTest {
    private static final int DAMAGES_PER_SAMPLE = 150;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int accepted;
    private int refused;

    @Test
    void parsersAndSchemasAgreeOnDamagedExamples() {
        Contract.samples()
                .filter(sample -> sample.method() != RpcMethod.RPC_DISCOVER || sample.params())
                .forEach(this::damageAndCompare);
        assertTrue(accepted > 100 && refused > 1_000, () -> "accepted " + accepted + ", refused " + refused);
    }

    private void damageAndCompare(Contract.Sample sample) {
        JsonSchema schema = sample.schema();
        for (int i = 0; i < DAMAGES_PER_SAMPLE; i++) {
            JsonNode damaged = damaged(sample.value());
            boolean fits = schema.validate(damaged).isEmpty();
            assertEquals(
                    fits ? "fits" : "refused",
                    verdict(sample, damaged),
                    () -> "seed " + seed + ": " + sample.method().wireName() + " " + damaged + " "
                            + schema.validate(damaged));
            if (fits) accepted++;
            else refused++;
        }
    }

    private static String verdict(Contract.Sample sample, JsonNode json) {
        try {
            sample.parse(json);
            return "fits";
        } catch (InvalidParams invalid) {
            return "refused";
        }
    }

    private JsonNode damaged(JsonNode original) {
        JsonNode root = original.deepCopy();
        List<JsonNode> containers = containers(root).toList();
        JsonNode place = containers.get(random.nextInt(containers.size()));
        if (place instanceof ObjectNode object) damage(object);
        else damage((ArrayNode) place);
        return root;
    }

    private static Stream<JsonNode> containers(JsonNode node) {
        if (!node.isContainerNode()) return Stream.empty();
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        return Stream.concat(Stream.of(node), children.stream().flatMap(SchemaAgreementTest::containers));
    }

    private void damage(ObjectNode object) {
        List<String> names = Contract.names(object);
        if (names.isEmpty() || random.nextInt(8) == 0) {
            object.set(oneOf("added", "limit", "op_id", "await", "deactivated_at", "0", "17"), value());
        } else if (random.nextInt(8) == 0) {
            object.remove(oneOf(names.toArray(String[]::new)));
        } else {
            object.set(oneOf(names.toArray(String[]::new)), value());
        }
    }

    private void damage(ArrayNode array) {
        if (!array.isEmpty() && random.nextInt(3) == 0) array.add(array.get(0).deepCopy());
        else if (random.nextInt(6) == 0) for (int i = 1; i <= 201; i++) array.add(i);
        else array.add(value());
    }

    private JsonNode value() {
        return Json.parse(oneOf(
                "null",
                "true",
                "false",
                "-1",
                "0",
                "1",
                "50",
                "200",
                "201",
                "1000",
                "1001",
                "9007199254740991",
                "9007199254740992",
                "9223372036854775808",
                "1.5",
                "\"\"",
                "\"a\"",
                "\"A b\"",
                "\"owner\"",
                "\"dm\"",
                "\"2026-11-23T05:38:00.123Z\"",
                "\"2026-11-23T05:38:00Z\"",
                "\"https://example.org/a.png\"",
                "\"" + "x".repeat(64) + "\"",
                "\"" + "x".repeat(65) + "\"",
                "\"" + "\uD83D\uDC4B".repeat(80) + "\"",
                "\"" + "\uD83D\uDC4B".repeat(81) + "\"",
                "\"" + "x".repeat(250) + "\"",
                "\"" + "x".repeat(251) + "\"",
                "\"" + "x".repeat(16_000) + "\"",
                "\"" + "x".repeat(16_001) + "\"",
                "[]",
                "[1]",
                "[1,1]",
                "[1,2]",
                "{}",
                "{\"1\":1}"));
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
