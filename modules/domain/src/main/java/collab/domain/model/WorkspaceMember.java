package collab.domain.model;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;

/** The membership of a user in a workspace. */
public record WorkspaceMember(WorkspaceId workspaceId, UserId userId, WorkspaceRole role) {}
