package collab.domain.model;

import collab.domain.id.LogPosition;
import collab.domain.id.WorkspaceId;
import java.time.Instant;

/** A team's place: people and channels belong to one. */
public record Workspace(WorkspaceId id, String name, Instant createdAt, LogPosition ver) implements Entity {}
