package collab.domain.model;

import collab.domain.id.WorkspaceId;
import java.util.Optional;

/** A right somebody holds, in one workspace or everywhere. */
public record Grant(Right right, Optional<WorkspaceId> workspaceId) {}
