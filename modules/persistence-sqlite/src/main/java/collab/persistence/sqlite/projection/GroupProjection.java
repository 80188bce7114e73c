package collab.persistence.sqlite.projection;

import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.persistence.sqlite.query.Statements;
import java.util.List;

/** Writes groups with their members and rights. */
final class GroupProjection {
    private static final String PUT = """
            INSERT INTO app_group (id, name, description, created_at, deleted_at, ver)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
              deleted_at = excluded.deleted_at, ver = excluded.ver
            """;

    private static final String INSERT_PERSON = "INSERT INTO group_person (group_id, user_id) VALUES (?, ?)";

    private static final String INSERT_NESTED = "INSERT INTO group_nested (group_id, inner_id) VALUES (?, ?)";

    private static final String DELETE_PERSON = "DELETE FROM group_person WHERE group_id = ? AND user_id = ?";

    private static final String DELETE_NESTED = "DELETE FROM group_nested WHERE group_id = ? AND inner_id = ?";

    private static final String DELETE_PERSONS = "DELETE FROM group_person WHERE group_id = ?";

    private static final String DELETE_NESTED_OF = "DELETE FROM group_nested WHERE group_id = ? OR inner_id = ?";

    private static final String DELETE_RIGHTS = "DELETE FROM group_right WHERE group_id = ?";

    private static final String INSERT_RIGHT = """
            INSERT INTO group_right (group_id, name, workspace_id) VALUES (?, ?, ?)
            """;

    private final Statements statements;

    GroupProjection(Statements statements) {
        this.statements = statements;
    }

    void put(Group group) {
        statements.run(
                PUT, group.id(), group.name(), group.description(), group.createdAt(), group.deletedAt(), group.ver());
    }

    void addMember(GroupId group, GroupMember member) {
        switch (member) {
            case GroupMember.Person(UserId user) -> statements.run(INSERT_PERSON, group, user);
            case GroupMember.Nested(GroupId nested) -> statements.run(INSERT_NESTED, group, nested);
        }
    }

    void removeMember(GroupId group, GroupMember member) {
        switch (member) {
            case GroupMember.Person(UserId user) -> statements.run(DELETE_PERSON, group, user);
            case GroupMember.Nested(GroupId nested) -> statements.run(DELETE_NESTED, group, nested);
        }
    }

    void setRights(GroupId group, List<Grant> grants) {
        statements.run(DELETE_RIGHTS, group);
        for (Grant grant : grants) {
            statements.run(
                    INSERT_RIGHT,
                    group,
                    grant.right(),
                    grant.workspaceId().map(WorkspaceId::value).orElse(0L));
        }
    }

    /** Removes a deleted group's members, its memberships in other groups, and its rights. */
    void clear(GroupId group) {
        statements.run(DELETE_PERSONS, group);
        statements.run(DELETE_NESTED_OF, group, group);
        statements.run(DELETE_RIGHTS, group);
    }
}
