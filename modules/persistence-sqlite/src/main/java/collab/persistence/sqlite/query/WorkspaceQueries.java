package collab.persistence.sqlite.query;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;

/** Reads workspaces and their present members. */
public final class WorkspaceQueries {
    private static final String COLUMNS = """
            w.id, w.name, w.created_at, w.invites, w.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM workspace w
            WHERE w.id = ? AND w.deleted_at IS NULL
            """;

    private static final String OF_USER = "SELECT " + COLUMNS + """
            FROM workspace_member wm JOIN workspace w ON w.id = wm.workspace_id
            WHERE wm.user_id = ? AND wm.left_seq = ?
            ORDER BY w.id
            """;

    private static final String ROLE = """
            SELECT role FROM workspace_member WHERE workspace_id = ? AND left_seq = ? AND user_id = ?
            """;

    private static final String MEMBERS = """
            SELECT wm.workspace_id, wm.user_id, wm.role
            FROM workspace_member wm
            WHERE wm.workspace_id = ? AND wm.left_seq = ? AND wm.user_id > ?
            ORDER BY wm.user_id LIMIT ?
            """;

    private static final String SHARED = """
            SELECT 1
            FROM workspace_member a JOIN workspace_member b
              ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq AND b.user_id = ?
            WHERE a.user_id = ? AND a.left_seq = ?
            LIMIT 1
            """;

    private final Statements statements;

    public WorkspaceQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<Workspace> workspace(WorkspaceId id) {
        return statements.find(BY_ID, WorkspaceQueries::workspace, id);
    }

    /** The user's workspaces, ascending. */
    public List<Workspace> workspacesOf(UserId user) {
        return statements.list(OF_USER, WorkspaceQueries::workspace, user, MembershipInterval.OPEN);
    }

    public Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user) {
        return statements.find(
                ROLE, row -> row.constant("role", WorkspaceRole.class), workspace, MembershipInterval.OPEN, user);
    }

    /** The members with a user id above {@code after}, ascending. */
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return statements.list(
                MEMBERS,
                WorkspaceQueries::member,
                workspace,
                MembershipInterval.OPEN,
                after.map(UserId::value).orElse(0L),
                limit);
    }

    /** Whether both users are members of the same workspace. */
    public boolean shareWorkspace(UserId one, UserId other) {
        return statements.exists(SHARED, other, one, MembershipInterval.OPEN);
    }

    private static Workspace workspace(Row row) {
        return new Workspace(
                row.workspaceId("id"),
                row.text("name"),
                row.time("created_at"),
                row.constant("invites", Workspace.Invites.class),
                row.position("ver"));
    }

    private static WorkspaceMember member(Row row) {
        return new WorkspaceMember(
                row.workspaceId("workspace_id"), row.userId("user_id"), row.constant("role", WorkspaceRole.class));
    }
}
