package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import collab.api.Access;
import collab.api.Json;
import collab.api.OpenRpcDocument;
import collab.api.RpcMethod;
import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.persistence.Ledger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method rejects callers without access. Each method is called with the parameters of its examples by a user
 * without a workspace, a former member, a member of another workspace, a guest without channels and a deactivated user.
 * Each gets the same error as for an entity that does not exist, and nothing changes.
 */
@Tag("security")
class AccessSweepTest {
    private static final List<String> CONTAINER_IDS = List.of("workspace_id", "channel_id", "message_id", "parent_id");
    private static final List<String> IDS =
            List.of("workspace_id", "channel_id", "message_id", "parent_id", "user_id", "group_id", "invitation_id");

    @TempDir
    static Path folder;

    private static RpcFixture fixture;
    private static String deactivated;
    private static long head;

    /**
     * Frank has no workspace, Carol is a former member, Erin has another workspace, Grace is a guest and Dave is
     * deactivated.
     */
    @BeforeAll
    static void seed() {
        fixture = new RpcFixtureSeeds(folder).open();
        fixture.result("alice", "group.create", "{'name': 'keepers'}");
        fixture.result("alice", "group.members.add", "{'group_id': 1, 'user_id': 1}");
        long erin = createUser("erin");
        submit(new Command.GrantRight(new UserId(erin), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())));
        fixture.result("erin", "workspace.create", "{'name': 'Elsewhere'}");
        long grace = createUser("grace");
        fixture.result(
                "alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': " + grace + ", 'role': 'guest'}");
        fixture.result("carol", "message.list", "{'channel_id': 1}");
        fixture.result("alice", "workspace.members.remove", "{'workspace_id': 1, 'user_id': 3}");
        deactivated = fixture.token("dave");
        fixture.result("alice", "user.deactivate", "{'user_id': 4}");
        for (String name : List.of("frank", "erin", "grace", "carol")) fixture.token(name);
        head = fixture.persistence.log().head().value();
    }

    private static long createUser(String name) {
        return fixture.result("alice", "user.create", "{'username': '" + name + "', 'display_name': '" + name + "'}")
                .at("/user/id")
                .asLong();
    }

    private static void submit(Command command) {
        fixture.persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()));
    }

    @AfterAll
    static void requireNoChange() {
        try {
            assertEquals(head, fixture.persistence.log().head().value(), "a rejected call changed state");
        } finally {
            fixture.close();
        }
    }

    private record Attempt(String user, RpcMethod method, String title, ObjectNode params) {
        @Override
        public String toString() {
            return user + ": " + method.wireName() + ": " + title;
        }
    }

    private static Stream<Attempt> attempts(String user, List<String> ids) {
        List<Attempt> attempts = new ArrayList<>();
        for (JsonNode documented : OpenRpcDocument.json().path("methods")) {
            RpcMethod method = RpcMethod.of(documented.path("name").asText()).orElseThrow();
            for (JsonNode example : documented.path("examples")) {
                ObjectNode params = Json.object();
                example.path("params").forEach(p -> params.set(p.path("name").asText(), p.path("value")));
                if (ids.stream().anyMatch(params::has)) {
                    attempts.add(new Attempt(user, method, example.path("name").asText(), params));
                }
            }
        }
        return attempts.stream();
    }

    @TestFactory
    Stream<DynamicTest> outsiderGetsErrorOfUnknownEntity() {
        return Stream.of("frank", "carol", "erin")
                .flatMap(user -> attempts(user, IDS))
                .filter(attempt -> !(attempt.params().path("user_id").asInt() == 3
                        && attempt.user().equals("carol")))
                .map(AccessSweepTest::isRejected);
    }

    /** A guest sees the workspace and its members, but only joined channels. */
    @TestFactory
    Stream<DynamicTest> guestGetsErrorOfUnknownChannel() {
        return attempts("grace", CONTAINER_IDS.subList(1, CONTAINER_IDS.size()))
                .filter(attempt ->
                        CONTAINER_IDS.subList(1, CONTAINER_IDS.size()).stream().anyMatch(attempt.params()::has))
                .map(AccessSweepTest::isRejected);
    }

    private static DynamicTest isRejected(Attempt attempt) {
        return dynamicTest(attempt.toString(), () -> {
            JsonNode response = call(attempt, attempt.params());
            int number = response.at("/error/code").asInt();
            assertTrue(number == -32002 || number == -32003, response::toString);
            ObjectNode unknown = attempt.params().deepCopy();
            IDS.stream().filter(unknown::has).forEach(name -> unknown.put(name, 999_999));
            assertEquals(RpcFixture.withoutIds(call(attempt, unknown)), RpcFixture.withoutIds(response));
        });
    }

    private static JsonNode call(Attempt attempt, ObjectNode params) {
        return fixture.call(attempt.user(), attempt.method().wireName(), params.toString());
    }

    @TestFactory
    Stream<DynamicTest> deactivatedUserIsRejectedByEveryMethod() {
        return Arrays.stream(RpcMethod.values())
                .filter(method -> method.access() == Access.SESSION)
                .map(method -> dynamicTest(
                        method.wireName(),
                        () -> assertEquals(
                                401,
                                fixture.post(
                                                RpcFixture.body(method.wireName(), "{}"),
                                                "Authorization",
                                                "Bearer " + deactivated)
                                        .statusCode())));
    }
}
