package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups over the database: what is asked, and that rights through them count everywhere. */
class GroupsTest {
    @TempDir
    Path folder;

    private RpcFixture town;

    @BeforeEach
    void open() {
        town = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private long group(String name, long... users) {
        long id = town.result("alice", "group.create", "{'name': '" + name + "'}")
                .at("/group/id")
                .asLong();
        for (long user : users) {
            town.result("alice", "group.members.add", "{'group_id': " + id + ", 'user_id': " + user + "}");
        }
        return id;
    }

    private void nest(long outer, long inner) {
        town.result("alice", "group.members.add", "{'group_id': " + outer + ", 'member_group_id': " + inner + "}");
    }

    private static String of(long group) {
        return "{'group_id': " + group + "}";
    }

    private static List<Long> ids(JsonNode entities) {
        return entities.valueStream().map(entity -> entity.path("id").asLong()).toList();
    }

    private String permissions(String name) {
        return town.result(name, "user.me", "{}").path("permissions").toString();
    }

    @Test
    void rightsThroughNestedGroupsAreTheUsers() {
        long inner = group("inner", 3);
        long outer = group("outer", 2);
        nest(outer, inner);
        String set = "{'group_id': " + outer
                + ", 'permissions': [{'right': 'workspace_admin', 'workspace_id': 1}, {'right': 'audit'},"
                + " {'right': 'audit'}]}";
        JsonNode kept = town.result("alice", "group.rights.set", set).path("permissions");
        String expected = "[{\"right\":\"audit\"},{\"right\":\"workspace_admin\",\"workspace_id\":1}]";
        assertEquals(expected, kept.toString());
        assertEquals(expected, permissions("bob"));
        assertEquals(expected, permissions("carol"));
        assertEquals("[]", permissions("dave"));
        town.result("carol", "workspace.update", "{'workspace_id': 1, 'name': 'Renamed'}");
        town.result("alice", "group.delete", of(outer));
        assertEquals("[]", permissions("carol"));
        assertEquals(
                "-32002 permission_denied",
                town.error("carol", "workspace.update", "{'workspace_id': 1, 'name': 'X'}"));
        assertEquals("-32003 group_not_found", town.error("alice", "group.get", of(outer)));
    }

    @Test
    void anAdministratorThroughAGroupIsOne() {
        long admins = group("admins", 2);
        town.result("alice", "group.rights.set", "{'group_id': " + admins + ", 'permissions': [{'right': 'admin'}]}");
        town.result("bob", "user.create", "{'username': 'erin', 'display_name': 'Erin'}");
        town.result("bob", "user.deactivate", "{'user_id': 1}");
        assertEquals("-32004 last_owner", town.error("bob", "group.delete", of(admins)));
        assertEquals("-32004 last_owner", town.error("bob", "user.deactivate", "{'user_id': 2}"));
    }

    @Test
    void whoIsInAGroupIsListedOnceAndAsFarAsOneKnowsThem() {
        long inner = group("inner", 3, 2);
        long outer = group("outer", 2, 5);
        nest(outer, inner);
        JsonNode members = town.result("alice", "group.members.list", of(outer));
        assertEquals(List.of(2L, 5L), ids(members.path("users")));
        assertEquals(List.of(inner), ids(members.path("groups")));
        assertEquals(
                List.of(2L, 3L, 5L),
                ids(town.result("alice", "group.members.resolve", of(outer)).path("users")));
        assertEquals(
                List.of(2L, 3L),
                ids(town.result("dave", "group.members.resolve", of(outer)).path("users")),
                "Dave does not know Frank");
        town.result("alice", "group.members.remove", "{'group_id': " + outer + ", 'member_group_id': " + inner + "}");
        assertEquals(
                List.of(2L, 5L),
                ids(town.result("alice", "group.members.resolve", of(outer)).path("users")));
    }

    @Test
    void groupsAreListedInPagesToThoseWhoMayKnowThem() {
        long first = group("first", 2);
        long second = group("second", 5);
        long third = group("third");
        nest(third, second);
        assertEquals(
                List.of(first, second, third),
                ids(town.result("alice", "group.list", "{}").path("groups")));
        assertEquals(
                List.of(first), ids(town.result("carol", "group.list", "{}").path("groups")));
        assertEquals(
                List.of(second, third),
                ids(town.result("frank", "group.list", "{}").path("groups")));
        JsonNode page = town.result("alice", "group.list", "{'limit': 2}");
        assertEquals(second, page.path("next_after_id").asLong());
        assertEquals(
                List.of(third),
                ids(town.result("alice", "group.list", "{'limit': 2, 'after_id': " + second + "}")
                        .path("groups")));
        assertEquals("-32003 group_not_found", town.error("carol", "group.get", of(second)));
        assertEquals("-32002 permission_denied", town.error("carol", "group.rights.get", of(first)));
        assertTrue(town.call("bob", "group.rights.get", of(first)).has("result"));
    }

    @Test
    void eitherAPersonOrAGroup() {
        long group = group("crew");
        for (String members : List.of("", ", 'user_id': 2, 'member_group_id': 1")) {
            assertEquals(
                    "-32602 invalid_value",
                    town.error("alice", "group.members.add", "{'group_id': " + group + members + "}"));
        }
        assertEquals(
                "-32004 group_cycle",
                town.error(
                        "alice", "group.members.add", "{'group_id': " + group + ", 'member_group_id': " + group + "}"));
    }

    @Test
    void aRepeatedOperationAnswersTheGroupAsItIsNow() {
        JsonNode first = town.result("alice", "group.create", "{'name': 'crew', 'op_id': 'g1'}");
        town.result("alice", "group.update", "{'group_id': 1, 'description': 'changed'}");
        JsonNode again = town.result("alice", "group.create", "{'name': 'crew', 'op_id': 'g1'}");
        assertEquals(first.path("seq"), again.path("seq"));
        assertEquals("changed", again.at("/group/description").asText());
    }
}
