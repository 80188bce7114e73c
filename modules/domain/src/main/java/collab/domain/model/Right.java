package collab.domain.model;

/** Permissions beyond a user's own memberships. */
public enum Right {
    /** Includes all other rights, in all workspaces. */
    ADMIN,
    WORKSPACE_MANAGE,
    CHANNEL_MANAGE,
    WORKSPACE_ADMIN,
    GROUP_MANAGE,
    /** Opens the events of all messages to a subscriber. */
    AUDIT,
    /** Opens the audit log; gives no message to read. */
    AUDIT_LOG
}
