package collab.domain.model;

import collab.domain.id.WorkspaceId;
import java.util.Optional;

/** A right of a user or group, in one workspace or in all of them. */
public record Grant(Right right, Optional<WorkspaceId> workspaceId) {}
