package collab.domain;

import java.util.Optional;

/** A right somebody holds, in one workspace or everywhere. */
public record Grant(Right right, Optional<WorkspaceId> workspaceId) {}
