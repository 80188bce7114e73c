package collab.persistence.sqlite.projection;

import static collab.persistence.sqlite.query.MembershipInterval.OPEN;

import collab.domain.Event;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;

/** Writes workspaces and workspace memberships. */
final class WorkspaceProjection {
    private static final String PUT = """
            INSERT INTO workspace (id, name, created_at, invites, ver)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, invites = excluded.invites, ver = excluded.ver
            """;

    private static final String INSERT_MEMBER = """
            INSERT INTO workspace_member (workspace_id, user_id, joined_seq, left_seq, role) VALUES (?, ?, ?, ?, ?)
            """;

    private static final String DELETE_REMOVAL = "DELETE FROM workspace_removal WHERE workspace_id = ? AND user_id = ?";

    private static final String END_MEMBERSHIP = """
            UPDATE workspace_member SET left_seq = ? WHERE workspace_id = ? AND left_seq = ? AND user_id = ?
            """;

    private static final String HAS_MEMBER = """
            SELECT 1 FROM workspace_member WHERE workspace_id = ? AND left_seq = ? LIMIT 1
            """;

    private static final String DELETE = "UPDATE workspace SET deleted_at = ? WHERE id = ?";

    private static final String DELETE_CHANNELS = "UPDATE channel SET deleted_at = ? WHERE workspace_id = ?";

    private static final String SET_ROLE = """
            UPDATE workspace_member SET role = ? WHERE workspace_id = ? AND left_seq = ? AND user_id = ?
            """;

    private final Statements statements;

    WorkspaceProjection(Statements statements) {
        this.statements = statements;
    }

    void put(Workspace workspace) {
        statements.run(
                PUT, workspace.id(), workspace.name(), workspace.createdAt(), workspace.invites(), workspace.ver());
    }

    /** Writes the workspace and begins a membership. */
    void add(Event.WorkspaceAdded added, LogPosition seq) {
        put(added.workspace());
        statements.run(INSERT_MEMBER, added.workspace().id(), added.gainer(), seq, OPEN, added.role());
        statements.run(DELETE_REMOVAL, added.workspace().id(), added.gainer());
    }

    /** Ends memberships; deletes the workspace with its channels when no member remains. */
    void endMemberships(Event.WorkspaceRemoved removed, LogPosition seq, Instant at) {
        WorkspaceId workspace = removed.workspaceId();
        for (UserId member : removed.losers()) {
            statements.run(END_MEMBERSHIP, seq, workspace, OPEN, member);
        }
        if (!statements.exists(HAS_MEMBER, workspace, OPEN)) {
            statements.run(DELETE, at, workspace);
            statements.run(DELETE_CHANNELS, at, workspace);
        }
    }

    void setRole(WorkspaceId workspace, UserId user, WorkspaceRole role) {
        statements.run(SET_ROLE, role, workspace, OPEN, user);
    }
}
