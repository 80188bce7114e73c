package collab.domain.model;

/** What a user may do beyond their own memberships. */
public enum Right {
    /** Everything below, everywhere. */
    ADMIN,
    WORKSPACE_MANAGE,
    CHANNEL_MANAGE,
    WORKSPACE_ADMIN,
    GROUP_MANAGE,
    AUDIT
}
