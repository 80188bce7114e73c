package collab.persistence.sqlite.query;

import collab.domain.id.GroupId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;

/** Reads the rights of users and of groups. */
public final class GrantQueries {
    private static final String OF_USER = """
            WITH RECURSIVE g (id) AS (
              SELECT group_id FROM group_person WHERE user_id = ?
              UNION
              SELECT n.group_id FROM group_nested n JOIN g ON n.inner_id = g.id)
            SELECT name, workspace_id FROM user_right WHERE user_id = ?
            UNION
            SELECT r.name, r.workspace_id FROM group_right r JOIN g ON r.group_id = g.id
            ORDER BY name, workspace_id
            """;

    private static final String DIRECT = """
            SELECT g.name, g.workspace_id
            FROM user_right g
            WHERE g.user_id = ?
            ORDER BY g.name, g.workspace_id
            """;

    private static final String OF_GROUP = """
            SELECT name, workspace_id FROM group_right WHERE group_id = ? ORDER BY name, workspace_id
            """;

    private static final String ADMINS = """
            WITH RECURSIVE g (id) AS (
              SELECT group_id FROM group_right WHERE name = ?
              UNION
              SELECT n.inner_id FROM group_nested n JOIN g ON n.group_id = g.id)
            SELECT id FROM app_user
            WHERE deactivated_at IS NULL AND id IN (
              SELECT user_id FROM user_right WHERE name = ?
              UNION
              SELECT p.user_id FROM group_person p JOIN g ON p.group_id = g.id)
            ORDER BY id
            """;

    private final Statements statements;

    public GrantQueries(Statements statements) {
        this.statements = statements;
    }

    /** The user's rights, direct ones and those of the user's groups, ordered by name; server-wide rights first. */
    public List<Grant> grants(UserId user) {
        return statements.list(OF_USER, GrantQueries::grant, user, user);
    }

    public List<Grant> directGrants(UserId user) {
        return statements.list(DIRECT, GrantQueries::grant, user);
    }

    public List<Grant> groupRights(GroupId group) {
        return statements.list(OF_GROUP, GrantQueries::grant, group);
    }

    /** The active users with {@link Right#ADMIN}, directly or through groups, ascending. */
    public List<UserId> admins() {
        return statements.list(ADMINS, row -> row.userId("id"), Right.ADMIN, Right.ADMIN);
    }

    private static Grant grant(Row row) {
        long workspace = row.number("workspace_id");
        return new Grant(
                row.constant("name", Right.class),
                workspace == 0 ? Optional.empty() : Optional.of(new WorkspaceId(workspace)));
    }
}
