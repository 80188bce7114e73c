package collab.domain.model;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;

/** A user's place in a workspace. */
public record WorkspaceMember(WorkspaceId workspaceId, UserId userId, WorkspaceRole role) {}
