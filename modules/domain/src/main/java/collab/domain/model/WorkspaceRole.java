package collab.domain.model;

/** What a member may do in a workspace. A guest sees only the channels they were added to. */
public enum WorkspaceRole {
    OWNER,
    MEMBER,
    GUEST
}
