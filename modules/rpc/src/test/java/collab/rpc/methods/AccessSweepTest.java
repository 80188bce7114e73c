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
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody who may not, at every door: each method of the table, with the parameters of its documentation, by somebody who is in no
 * workspace, who was in all and left, who is in another workspace, who is a guest in no channel, and who is deactivated. They
 * are refused as the method says, in the words that are said of what does not exist, and nothing happens.
 */
class AccessSweepTest {
    private static final List<String> PLACES = List.of("workspace_id", "channel_id", "message_id", "parent_id");
    private static final List<String> IDS =
            List.of("workspace_id", "channel_id", "message_id", "parent_id", "user_id", "group_id");

    @TempDir
    static Path folder;

    private static RpcFixture town;
    private static String deactivated;
    private static long head;

    /** Frank is the stranger; Carol was in all and left; Erin has a workspace of her own; Grace is the guest; Dave is deactivated. */
    @BeforeAll
    static void found() {
        town = new RpcFixtureSeeds(folder).open();
        town.result("alice", "group.create", "{'name': 'keepers'}");
        town.result("alice", "group.members.add", "{'group_id': 1, 'user_id': 1}");
        long erin = person("erin");
        submit(new Command.GrantRight(new UserId(erin), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())));
        town.result("erin", "workspace.create", "{'name': 'Elsewhere'}");
        long grace = person("grace");
        town.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': " + grace + ", 'role': 'guest'}");
        town.result("carol", "message.list", "{'channel_id': 1}");
        town.result("alice", "workspace.members.remove", "{'workspace_id': 1, 'user_id': 3}");
        deactivated = town.token("dave");
        town.result("alice", "user.deactivate", "{'user_id': 4}");
        for (String name : List.of("frank", "erin", "grace", "carol")) town.token(name);
        head = town.persistence.log().head().value();
    }

    private static long person(String name) {
        return town.result("alice", "user.create", "{'username': '" + name + "', 'display_name': '" + name + "'}")
                .at("/user/id")
                .asLong();
    }

    private static void submit(Command command) {
        town.persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()));
    }

    @AfterAll
    static void nothingHappened() {
        try {
            assertEquals(head, town.persistence.log().head().value(), "somebody who may not changed something");
        } finally {
            town.close();
        }
    }

    private record Door(String person, RpcMethod method, String title, ObjectNode params) {
        @Override
        public String toString() {
            return person + ": " + method.wireName() + ": " + title;
        }
    }

    private static Stream<Door> doors(String person, List<String> ids) {
        List<Door> doors = new ArrayList<>();
        for (JsonNode documented : OpenRpcDocument.json().path("methods")) {
            RpcMethod method = RpcMethod.of(documented.path("name").asText()).orElseThrow();
            for (JsonNode example : documented.path("examples")) {
                ObjectNode params = Json.object();
                example.path("params").forEach(p -> params.set(p.path("name").asText(), p.path("value")));
                if (ids.stream().anyMatch(params::has)) {
                    doors.add(new Door(person, method, example.path("name").asText(), params));
                }
            }
        }
        return doors.stream();
    }

    @TestFactory
    Stream<DynamicTest> whoIsInNoneOfItHearsWhatIsSaidOfWhatIsNotThere() {
        return Stream.of("frank", "carol", "erin")
                .flatMap(person -> doors(person, IDS))
                .filter(door -> !(door.params().path("user_id").asInt() == 3
                        && door.person().equals("carol")))
                .map(AccessSweepTest::isShut);
    }

    /** A guest sees the workspace and the people in it, but no channel they are not in. */
    @TestFactory
    Stream<DynamicTest> aGuestHearsTheSameOfChannelsTheyAreNotIn() {
        return doors("grace", PLACES.subList(1, PLACES.size()))
                .filter(door -> PLACES.subList(1, PLACES.size()).stream().anyMatch(door.params()::has))
                .map(AccessSweepTest::isShut);
    }

    private static DynamicTest isShut(Door door) {
        return dynamicTest(door.toString(), () -> {
            JsonNode answer = call(door, door.params());
            int number = answer.at("/error/code").asInt();
            assertTrue(number == -32002 || number == -32003, answer::toString);
            ObjectNode unknown = door.params().deepCopy();
            IDS.stream().filter(unknown::has).forEach(name -> unknown.put(name, 999_999));
            assertEquals(withoutIds(call(door, unknown)), withoutIds(answer));
        });
    }

    private static JsonNode call(Door door, ObjectNode params) {
        return town.call(door.person(), door.method().wireName(), params.toString());
    }

    private static String withoutIds(JsonNode answer) {
        return answer.toString().replaceAll("\\d+ here", "N here");
    }

    @TestFactory
    Stream<DynamicTest> whoIsDeactivatedComesThroughNoDoor() {
        return Arrays.stream(RpcMethod.values())
                .filter(method -> method.access() == Access.SESSION)
                .map(method -> dynamicTest(
                        method.wireName(),
                        () -> assertEquals(
                                401,
                                town.post(
                                                RpcFixture.body(method.wireName(), "{}"),
                                                "Authorization",
                                                "Bearer " + deactivated)
                                        .statusCode())));
    }
}
