package collab.domain;

/** A user's place in a workspace. */
public record WorkspaceMember(WorkspaceId workspaceId, UserId userId, WorkspaceRole role) {}
