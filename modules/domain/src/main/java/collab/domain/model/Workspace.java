package collab.domain.model;

import collab.domain.id.LogPosition;
import collab.domain.id.WorkspaceId;
import java.time.Instant;

/** The workspace of a team: its people and channels. */
public record Workspace(WorkspaceId id, String name, Instant createdAt, LogPosition ver) implements Entity {}
