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

/** Groups in a real database: queries, and rights that users have through groups. */
class GroupsTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private long group(String name, long... users) {
        long id = fixture.result("alice", "group.create", "{'name': '" + name + "'}")
                .at("/group/id")
                .asLong();
        for (long user : users) {
            fixture.result("alice", "group.members.add", "{'group_id': " + id + ", 'user_id': " + user + "}");
        }
        return id;
    }

    private void nest(long outer, long inner) {
        fixture.result("alice", "group.members.add", "{'group_id': " + outer + ", 'member_group_id': " + inner + "}");
    }

    private static String of(long group) {
        return "{'group_id': " + group + "}";
    }

    private static List<Long> ids(JsonNode entities) {
        return entities.valueStream().map(entity -> entity.path("id").asLong()).toList();
    }

    private String permissions(String name) {
        return fixture.result(name, "user.me", "{}").path("permissions").toString();
    }

    @Test
    void nestedGroupsGrantRights() {
        long inner = group("inner", 3);
        long outer = group("outer", 2);
        nest(outer, inner);
        String set = "{'group_id': " + outer
                + ", 'permissions': [{'right': 'workspace_admin', 'workspace_id': 1}, {'right': 'audit'},"
                + " {'right': 'audit'}]}";
        JsonNode stored = fixture.result("alice", "group.rights.set", set).path("permissions");
        String expected = "[{\"right\":\"audit\"},{\"right\":\"workspace_admin\",\"workspace_id\":1}]";
        assertEquals(expected, stored.toString());
        assertEquals(expected, permissions("bob"));
        assertEquals(expected, permissions("carol"));
        assertEquals("[]", permissions("dave"));
        fixture.result("carol", "workspace.update", "{'workspace_id': 1, 'name': 'Renamed'}");
        fixture.result("alice", "group.delete", of(outer));
        assertEquals("[]", permissions("carol"));
        assertEquals(
                "-32002 permission_denied",
                fixture.error("carol", "workspace.update", "{'workspace_id': 1, 'name': 'X'}"));
        assertEquals("-32003 group_not_found", fixture.error("alice", "group.get", of(outer)));
    }

    @Test
    void groupCanGrantAdministrator() {
        long admins = group("admins", 2);
        fixture.result(
                "alice", "group.rights.set", "{'group_id': " + admins + ", 'permissions': [{'right': 'admin'}]}");
        fixture.result("bob", "user.create", "{'username': 'erin', 'display_name': 'Erin'}");
        fixture.result("bob", "user.deactivate", "{'user_id': 1}");
        assertEquals("-32004 last_owner", fixture.error("bob", "group.delete", of(admins)));
        assertEquals("-32004 last_owner", fixture.error("bob", "user.deactivate", "{'user_id': 2}"));
    }

    @Test
    void membersAreListedOnceAndOnlyIfVisible() {
        long inner = group("inner", 3, 2);
        long outer = group("outer", 2, 5);
        nest(outer, inner);
        JsonNode members = fixture.result("alice", "group.members.list", of(outer));
        assertEquals(List.of(2L, 5L), ids(members.path("users")));
        assertEquals(List.of(inner), ids(members.path("groups")));
        assertEquals(
                List.of(2L, 3L, 5L),
                ids(fixture.result("alice", "group.members.resolve", of(outer)).path("users")));
        assertEquals(
                List.of(2L, 3L),
                ids(fixture.result("dave", "group.members.resolve", of(outer)).path("users")),
                "Dave cannot see Frank");
        fixture.result(
                "alice", "group.members.remove", "{'group_id': " + outer + ", 'member_group_id': " + inner + "}");
        assertEquals(
                List.of(2L, 5L),
                ids(fixture.result("alice", "group.members.resolve", of(outer)).path("users")));
    }

    @Test
    void groupListIsPagedAndLimitedToVisibleGroups() {
        long first = group("first", 2);
        long second = group("second", 5);
        long third = group("third");
        nest(third, second);
        assertEquals(
                List.of(first, second, third),
                ids(fixture.result("alice", "group.list", "{}").path("groups")));
        assertEquals(
                List.of(first), ids(fixture.result("carol", "group.list", "{}").path("groups")));
        assertEquals(
                List.of(second, third),
                ids(fixture.result("frank", "group.list", "{}").path("groups")));
        JsonNode page = fixture.result("alice", "group.list", "{'limit': 2}");
        assertEquals(second, page.path("next_after_id").asLong());
        assertEquals(
                List.of(third),
                ids(fixture.result("alice", "group.list", "{'limit': 2, 'after_id': " + second + "}")
                        .path("groups")));
        assertEquals("-32003 group_not_found", fixture.error("carol", "group.get", of(second)));
        assertEquals("-32002 permission_denied", fixture.error("carol", "group.rights.get", of(first)));
        assertTrue(fixture.call("bob", "group.rights.get", of(first)).has("result"));
    }

    @Test
    void memberIsEitherUserOrGroup() {
        long group = group("crew");
        for (String members : List.of("", ", 'user_id': 2, 'member_group_id': 1")) {
            assertEquals(
                    "-32602 invalid_value",
                    fixture.error("alice", "group.members.add", "{'group_id': " + group + members + "}"));
        }
        assertEquals(
                "-32004 group_cycle",
                fixture.error(
                        "alice", "group.members.add", "{'group_id': " + group + ", 'member_group_id': " + group + "}"));
    }

    @Test
    void repeatedCallReturnsCurrentGroup() {
        JsonNode first = fixture.result("alice", "group.create", "{'name': 'crew', 'op_id': 'g1'}");
        fixture.result("alice", "group.update", "{'group_id': 1, 'description': 'changed'}");
        JsonNode again = fixture.result("alice", "group.create", "{'name': 'crew', 'op_id': 'g1'}");
        assertEquals(first.path("seq"), again.path("seq"));
        assertEquals("changed", again.at("/group/description").asText());
    }
}
