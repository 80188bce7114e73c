package collab.domain.model;

import collab.domain.id.LogPosition;
import collab.domain.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * The workspace of a team: its people and channels.
 *
 * @param invites who may invite people
 */
public record Workspace(WorkspaceId id, String name, Instant createdAt, Invites invites, LogPosition ver)
        implements Entity {
    /** Who may invite people: guests never. The store keeps these names. */
    public enum Invites {
        /** Owners, administrators and members. */
        MEMBERS,
        /** Owners and administrators. */
        OWNERS
    }

    /** A workspace in which members may invite. */
    public Workspace(WorkspaceId id, String name, Instant createdAt, LogPosition ver) {
        this(id, name, createdAt, Invites.MEMBERS, ver);
    }

    /** A copy with the values that are present. */
    public Workspace changed(Optional<String> newName, Optional<Invites> newInvites, LogPosition newVer) {
        return new Workspace(id, newName.orElse(name), createdAt, newInvites.orElse(invites), newVer);
    }
}
