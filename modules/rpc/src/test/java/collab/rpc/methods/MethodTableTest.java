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
import collab.domain.InvitationCommand;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Ledger;
import collab.rpc.auth.TokenGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Covers every method of the contract, so that a new method cannot be omitted. Each is called with its documented
 * examples, by the user whose name the example mentions, and the result must conform exactly to the schema.
 */
class MethodTableTest {
    private static final List<String> ID_PARAMS =
            List.of("workspace_id", "channel_id", "message_id", "parent_id", "user_id", "group_id", "invitation_id");

    /** In the contract for compatibility only, or for servers in another mode or without an administrator. */
    private static final Map<RpcMethod, String> REJECTED = Map.of(
            RpcMethod.AUTH_VERIFY, "-32001 invalid_credentials",
            RpcMethod.AUTH_TOTP_BEGIN, "-32002 permission_denied",
            RpcMethod.AUTH_TOTP_CONFIRM, "-32004 second_factor_off",
            RpcMethod.AUTH_RECOVERY_RENEW, "-32004 second_factor_off",
            RpcMethod.PRESENCE_MARK_CONNECTION, "-32002 permission_denied",
            RpcMethod.SETUP_GET, "-32004 setup_done",
            RpcMethod.SETUP_COMPLETE, "-32004 setup_done",
            RpcMethod.ACCOUNT_RESET_LINK, "-32002 permission_denied",
            RpcMethod.AUTH_RESET_COMPLETE, "-32002 permission_denied");

    @TempDir
    static Path folder;

    private static RpcFixtureSeeds seeds;

    @BeforeAll
    static void seed() {
        seeds = new RpcFixtureSeeds(folder);
    }

    private record Example(RpcMethod method, String title, ObjectNode params) {
        String caller() {
            String lowerTitle = title.toLowerCase(Locale.ROOT);
            return RpcFixture.USERNAMES.stream()
                    .filter(lowerTitle::contains)
                    .min((a, b) -> Integer.compare(lowerTitle.indexOf(a), lowerTitle.indexOf(b)))
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
    Stream<DynamicTest> everyMethodAnswersItsExamples() {
        return examples()
                .map(example -> dynamicTest(example.toString(), () -> {
                    try (RpcFixture fixture = seeds.open()) {
                        createGroup(fixture);
                        createInvitation(fixture);
                        JsonNode response =
                                fixture.call(example.caller(), example.method().wireName(), paramsOf(fixture, example));
                        if (REJECTED.containsKey(example.method())) {
                            assertEquals(REJECTED.get(example.method()), RpcFixture.error(response));
                            return;
                        }
                        assertTrue(response.has("result"), response.toString());
                        assertConforms(example.method(), example.params(), response.path("result"));
                    }
                }));
    }

    /** Creates group 1 with the member Dave. */
    private static void createGroup(RpcFixture fixture) {
        fixture.result("alice", "group.create", "{'name': 'keepers'}");
        fixture.result("alice", "group.members.add", "{'group_id': 1, 'user_id': 4}");
    }

    /** Creates invitation 1, with the link of the examples. */
    private static void createInvitation(RpcFixture fixture) {
        String link = OpenRpcDocument.json()
                .path("methods")
                .valueStream()
                .filter(method -> method.path("name").asText().equals("invite.get"))
                .map(method -> method.at("/examples/0/params/0/value").asText())
                .findFirst()
                .orElseThrow();
        String hash = TokenGenerator.hash(fixture.token("alice"));
        Session alice = fixture.persistence
                .snapshots()
                .read(snapshot -> snapshot.sessionByTokenHash(hash))
                .orElseThrow();
        var create = new InvitationCommand.CreateInvitation(
                new WorkspaceId(1),
                WorkspaceRole.MEMBER,
                List.of(),
                new InvitationCommand.CreateInvitation.Bounds(Duration.ofDays(7), 50),
                TokenGenerator.hash(link));
        fixture.persistence
                .ledger()
                .submit(new Ledger.Submission(new Caller.Person(alice.userId(), alice.id()), create, Optional.empty()));
    }

    private static String paramsOf(RpcFixture fixture, Example example) {
        ObjectNode params = example.params().deepCopy();
        if (example.method() == RpcMethod.SESSION_PULL) {
            params.put("epoch", fixture.persistence.log().epoch()).put("from", 0);
        }
        return params.toString();
    }

    /** A member that the schema does not define would be lost in the conversion to its record. */
    private static void assertConforms(RpcMethod method, JsonNode params, JsonNode result) {
        RpcParams<?> parsed = method.parse(params);
        assertEquals(result, Json.parse(Json.bytes(parsed.parseResult(result))));
    }

    @TestFactory
    Stream<DynamicTest> methodsRequireSession() {
        RpcFixture fixture = seeds.open();
        return Arrays.stream(RpcMethod.values())
                .filter(method -> method.access() == Access.SESSION)
                .map(method -> dynamicTest(
                        method.wireName(),
                        () -> assertEquals(
                                "-32001 unauthenticated",
                                RpcFixture.error(fixture.anonymous(method.wireName(), "{}")))))
                .onClose(fixture::close);
    }

    @TestFactory
    Stream<DynamicTest> outsiderCannotDistinguishHiddenFromMissing() {
        RpcFixture fixture = seeds.open();
        createGroup(fixture);
        return examples()
                .filter(example -> firstId(example).isPresent())
                .map(example -> dynamicTest(example.toString(), () -> {
                    JsonNode existing = callAsOutsider(fixture, example, example.params());
                    ObjectNode unknown = example.params().deepCopy();
                    ID_PARAMS.stream().filter(unknown::has).forEach(name -> unknown.put(name, 999_999));
                    JsonNode missing = callAsOutsider(fixture, example, unknown);
                    assertEquals(RpcFixture.withoutIds(missing), RpcFixture.withoutIds(existing));
                    String word =
                            existing.path("error").path("data").path("code").asText();
                    assertFalse(existing.has("result"), existing.toString());
                    assertTrue(
                            example.method()
                                    .errors()
                                    .contains(ErrorCode.of(word).orElseThrow()),
                            word);
                }))
                .onClose(fixture::close);
    }

    private static Optional<String> firstId(Example example) {
        return ID_PARAMS.stream().filter(example.params()::has).findFirst();
    }

    private static JsonNode callAsOutsider(RpcFixture fixture, Example example, ObjectNode params) {
        return fixture.call("frank", example.method().wireName(), params.toString());
    }
}
