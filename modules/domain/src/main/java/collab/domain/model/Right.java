package collab.domain.model;

/** Permissions beyond a user's own memberships. */
public enum Right {
    /** Includes all other rights, in all workspaces. */
    ADMIN,
    WORKSPACE_MANAGE,
    CHANNEL_MANAGE,
    WORKSPACE_ADMIN,
    GROUP_MANAGE,
    AUDIT
}
