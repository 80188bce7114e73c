package collab.persistence.sqlite.query;

import collab.domain.id.GroupId;
import collab.domain.id.UserId;
import collab.domain.model.Group;
import java.util.List;
import java.util.Optional;

/** Reads groups and their members. */
public final class GroupQueries {
    private static final String COLUMNS = """
            g.id, g.name, g.description, g.created_at, g.deleted_at, g.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM app_group g
            WHERE g.id = ? AND g.deleted_at IS NULL
            """;

    private static final String BY_NAME = "SELECT " + COLUMNS + """
            FROM app_group g
            WHERE g.name = ? AND g.deleted_at IS NULL
            """;

    private static final String ALL = "SELECT " + COLUMNS + """
            FROM app_group g
            WHERE g.id > ? AND g.deleted_at IS NULL
            ORDER BY g.id LIMIT ?
            """;

    private static final String KNOWN_TO_USER = """
            WITH RECURSIVE k (id) AS (
              SELECT ?
              UNION
              SELECT b.user_id
              FROM workspace_member a JOIN workspace_member b
                ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq
              WHERE a.user_id = ? AND a.left_seq = ?),
            kg (id) AS (
              SELECT p.group_id FROM group_person p JOIN k ON p.user_id = k.id
              UNION
              SELECT n.group_id FROM group_nested n JOIN kg ON n.inner_id = kg.id)
            SELECT\s""" + COLUMNS + """
            FROM app_group g
            WHERE g.id IN (SELECT id FROM kg) AND g.id > ? AND g.deleted_at IS NULL
            ORDER BY g.id LIMIT ?
            """;

    private static final String PERSONS = """
            SELECT user_id FROM group_person WHERE group_id = ? ORDER BY user_id
            """;

    private static final String NESTED_GROUPS = """
            SELECT inner_id AS id FROM group_nested WHERE group_id = ? ORDER BY inner_id
            """;

    private static final String GROUPS_OF_USER = """
            SELECT group_id AS id FROM group_person WHERE user_id = ? ORDER BY group_id
            """;

    private static final String GROUPS_OF_GROUP = """
            SELECT group_id AS id FROM group_nested WHERE inner_id = ? ORDER BY group_id
            """;

    private final Statements statements;

    public GroupQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<Group> group(GroupId id) {
        return statements.find(BY_ID, GroupQueries::group, id);
    }

    public Optional<Group> groupByName(String name) {
        return statements.find(BY_NAME, GroupQueries::group, name);
    }

    /** The groups with an id above {@code after}, ascending. */
    public List<Group> groups(Optional<GroupId> after, int limit) {
        return statements.list(ALL, GroupQueries::group, above(after), limit);
    }

    /** The groups that contain the user or a user who shares a workspace with the user, ascending. */
    public List<Group> groupsKnownTo(UserId user, Optional<GroupId> after, int limit) {
        return statements.list(
                KNOWN_TO_USER, GroupQueries::group, user, user, MembershipInterval.OPEN, above(after), limit);
    }

    /** The users directly in a group, ascending. */
    public List<UserId> groupPersons(GroupId group) {
        return statements.list(PERSONS, row -> row.userId("user_id"), group);
    }

    /** The groups directly in a group, ascending. */
    public List<GroupId> groupsIn(GroupId group) {
        return statements.list(NESTED_GROUPS, row -> row.groupId("id"), group);
    }

    /** The groups that directly contain a user, ascending. */
    public List<GroupId> groupsOf(UserId user) {
        return statements.list(GROUPS_OF_USER, row -> row.groupId("id"), user);
    }

    /** The groups that directly contain a group, ascending. */
    public List<GroupId> groupsWith(GroupId group) {
        return statements.list(GROUPS_OF_GROUP, row -> row.groupId("id"), group);
    }

    private static long above(Optional<GroupId> after) {
        return after.map(GroupId::value).orElse(0L);
    }

    private static Group group(Row row) {
        return new Group(
                row.groupId("id"),
                row.text("name"),
                row.text("description"),
                row.time("created_at"),
                row.optionalTime("deleted_at"),
                row.position("ver"));
    }
}
