package collab.domain.model;

/** The role of a member in a workspace. A guest sees only the channels to which they were added. */
public enum WorkspaceRole {
    OWNER,
    MEMBER,
    GUEST
}
