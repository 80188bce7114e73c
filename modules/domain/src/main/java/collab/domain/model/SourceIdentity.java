package collab.domain.model;

import collab.domain.id.WorkspaceId;
import java.util.Optional;

/**
 * Identifies what an import created or found, by its identity in the source.
 *
 * @param workspaceId the workspace of a channel here; absent for the other kinds
 * @param source identifies the workspace or the server from which an archive was exported
 * @param key identifies the entity in the source
 */
public record SourceIdentity(Kind kind, Optional<WorkspaceId> workspaceId, String source, String key) {
    /** What is identified. */
    public enum Kind {
        WORKSPACE,
        PERSON,
        CHANNEL
    }

    public static SourceIdentity ofWorkspace(String source, String key) {
        return new SourceIdentity(Kind.WORKSPACE, Optional.empty(), source, key);
    }

    public static SourceIdentity ofPerson(String source, String key) {
        return new SourceIdentity(Kind.PERSON, Optional.empty(), source, key);
    }

    public static SourceIdentity ofChannel(WorkspaceId workspace, String source, String key) {
        return new SourceIdentity(Kind.CHANNEL, Optional.of(workspace), source, key);
    }

    /**
     * What the identity refers to on this server.
     *
     * @param complete for a workspace or a channel, whether its import is complete: afterwards, an import adds no members
     *     to a private channel, and no earlier people again; for a person, whether the user existed before the import
     */
    public record Target(long id, boolean complete) {}
}
