package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import collab.api.Access;
import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.OpenRpcDocument;
import collab.api.RpcMethod;
import collab.api.RpcParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole method table, so that a new method can not be forgotten: each is called with the examples of its documentation by
 * the person its name tells, and its answer must fit its schema to the letter.
 */
class MethodTableTest {
    private static final List<String> ID_PARAMS =
            List.of("workspace_id", "channel_id", "message_id", "parent_id", "user_id", "group_id");

    /** Listed for compatibility alone. */
    private static final Set<RpcMethod> REFUSED_TO_EVERYBODY = Set.of(RpcMethod.PRESENCE_MARK_CONNECTION);

    @TempDir
    static Path folder;

    private static RpcFixtureSeeds seeds;

    @BeforeAll
    static void found() {
        seeds = new RpcFixtureSeeds(folder);
    }

    private record Example(RpcMethod method, String title, ObjectNode params) {
        String caller() {
            String words = title.toLowerCase(Locale.ROOT);
            return RpcFixture.PEOPLE.stream()
                    .filter(words::contains)
                    .min((a, b) -> Integer.compare(words.indexOf(a), words.indexOf(b)))
                    .orElse("alice");
        }

        @Override
        public String toString() {
            return method.wireName() + ": " + title;
        }
    }

    private static Stream<Example> examples() {
        return StreamSupport.stream(OpenRpcDocument.json().path("methods").spliterator(), false)
                .flatMap(documented -> StreamSupport.stream(
                                documented.path("examples").spliterator(), false)
                        .map(example -> new Example(
                                RpcMethod.of(documented.path("name").asText()).orElseThrow(),
                                example.path("name").asText(),
                                params(example))));
    }

    private static ObjectNode params(JsonNode example) {
        ObjectNode params = Json.object();
        example.path("params").forEach(param -> params.set(param.path("name").asText(), param.path("value")));
        return params;
    }

    @TestFactory
    Stream<DynamicTest> everyMethodAnswersItsExamplesAsItsSchemaSays() {
        return examples()
                .map(example -> dynamicTest(example.toString(), () -> {
                    try (RpcFixture town = seeds.open()) {
                        foundGroup(town);
                        JsonNode answer =
                                town.call(example.caller(), example.method().wireName(), fitted(town, example));
                        if (REFUSED_TO_EVERYBODY.contains(example.method())) {
                            assertEquals("-32002 permission_denied", RpcFixture.error(answer));
                            return;
                        }
                        assertTrue(answer.has("result"), answer.toString());
                        assertFits(example.method(), example.params(), answer.path("result"));
                    }
                }));
    }

    /** Group 1, in which Dave is. */
    private static void foundGroup(RpcFixture town) {
        town.result("alice", "group.create", "{'name': 'keepers'}");
        town.result("alice", "group.members.add", "{'group_id': 1, 'user_id': 4}");
    }

    private static String fitted(RpcFixture town, Example example) {
        ObjectNode params = example.params().deepCopy();
        if (example.method() == RpcMethod.SESSION_PULL) {
            params.put("epoch", town.persistence.log().epoch()).put("from", 0);
        }
        return params.toString();
    }

    /** What a schema does not know would be lost on the way through its record. */
    private static void assertFits(RpcMethod method, JsonNode params, JsonNode result) {
        RpcParams<?> parsed = method.parse(params);
        assertEquals(result, Json.parse(Json.bytes(parsed.parseResult(result))));
    }

    @TestFactory
    Stream<DynamicTest> noMethodThatNeedsASessionWorksWithoutOne() {
        RpcFixture town = seeds.open();
        return Arrays.stream(RpcMethod.values())
                .filter(method -> method.access() == Access.SESSION)
                .map(method -> dynamicTest(
                        method.wireName(),
                        () -> assertEquals(
                                "-32001 unauthenticated", RpcFixture.error(town.anonymous(method.wireName(), "{}")))))
                .onClose(town::close);
    }

    @TestFactory
    Stream<DynamicTest> aStrangerHearsOfWhatExistsTheSameAsOfWhatDoesNot() {
        RpcFixture town = seeds.open();
        foundGroup(town);
        return examples()
                .filter(example -> firstId(example).isPresent())
                .map(example -> dynamicTest(example.toString(), () -> {
                    JsonNode existing = stranger(town, example, example.params());
                    ObjectNode unknown = example.params().deepCopy();
                    ID_PARAMS.stream().filter(unknown::has).forEach(name -> unknown.put(name, 999_999));
                    JsonNode missing = stranger(town, example, unknown);
                    assertEquals(withoutIds(missing), withoutIds(existing));
                    String word =
                            existing.path("error").path("data").path("code").asText();
                    assertFalse(existing.has("result"), existing.toString());
                    assertTrue(
                            example.method()
                                    .errors()
                                    .contains(ErrorCode.of(word).orElseThrow()),
                            word);
                }))
                .onClose(town::close);
    }

    private static Optional<String> firstId(Example example) {
        return ID_PARAMS.stream().filter(example.params()::has).findFirst();
    }

    private static JsonNode stranger(RpcFixture town, Example example, ObjectNode params) {
        return town.call("frank", example.method().wireName(), params.toString());
    }

    private static String withoutIds(JsonNode answer) {
        return answer.toString().replaceAll("\\d+ here", "N here");
    }
}
