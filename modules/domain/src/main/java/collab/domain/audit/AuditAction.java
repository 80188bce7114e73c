package collab.domain.audit;

/** What a record of the audit log is about. The store keeps these names: none is renamed. */
public enum AuditAction {
    SETUP_COMPLETED,

    // ---- Sign-in ----
    SIGNED_IN,
    SIGNED_OUT,
    SIGN_IN_FAILED,
    TOKEN_REJECTED,
    ORIGIN_REJECTED,
    SESSION_REVOKED,
    OTHER_SESSIONS_REVOKED,
    TOKEN_CREATED,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    RESET_LINK_MADE,

    // ---- Accounts and rights ----
    ACCOUNT_CREATED,
    ACCOUNT_UPDATED,
    ACCOUNT_DEACTIVATED,
    ACCOUNT_REACTIVATED,
    RIGHT_GRANTED,
    GROUP_CREATED,
    GROUP_UPDATED,
    GROUP_DELETED,
    GROUP_MEMBER_ADDED,
    GROUP_MEMBER_REMOVED,
    GROUP_RIGHTS_SET,

    // ---- Workspaces and channels ----
    WORKSPACE_CREATED,
    WORKSPACE_UPDATED,
    WORKSPACE_DELETED,
    WORKSPACE_MEMBER_ADDED,
    WORKSPACE_MEMBER_REMOVED,
    WORKSPACE_ROLE_SET,
    CHANNEL_ARCHIVED,
    CHANNEL_UNARCHIVED,
    CHANNEL_MEMBER_ADDED,
    CHANNEL_MEMBER_REMOVED,
    CHANNEL_ROLE_SET,
    MESSAGE_DELETED,
    INVITATION_CREATED,
    INVITATION_USED,
    INVITATION_REVOKED,

    // ---- Imports and the audit log itself ----
    WORKSPACE_IMPORTED,
    PEOPLE_IMPORTED,
    CHANNEL_IMPORTED,
    MESSAGES_IMPORTED,
    AUDIT_READ;

    /** Whether a user may read the records with this action in which they are the actor or the target. */
    public boolean concernsSecurity() {
        return switch (this) {
            case SETUP_COMPLETED,
                    SIGNED_IN,
                    SIGNED_OUT,
                    SIGN_IN_FAILED,
                    TOKEN_REJECTED,
                    ORIGIN_REJECTED,
                    SESSION_REVOKED,
                    OTHER_SESSIONS_REVOKED,
                    TOKEN_CREATED,
                    PASSWORD_CHANGED,
                    PASSWORD_RESET,
                    RESET_LINK_MADE,
                    ACCOUNT_CREATED,
                    ACCOUNT_UPDATED,
                    ACCOUNT_DEACTIVATED,
                    ACCOUNT_REACTIVATED,
                    RIGHT_GRANTED -> true;
            case GROUP_CREATED,
                    GROUP_UPDATED,
                    GROUP_DELETED,
                    GROUP_MEMBER_ADDED,
                    GROUP_MEMBER_REMOVED,
                    GROUP_RIGHTS_SET,
                    WORKSPACE_CREATED,
                    WORKSPACE_UPDATED,
                    WORKSPACE_DELETED,
                    WORKSPACE_MEMBER_ADDED,
                    WORKSPACE_MEMBER_REMOVED,
                    WORKSPACE_ROLE_SET,
                    CHANNEL_ARCHIVED,
                    CHANNEL_UNARCHIVED,
                    CHANNEL_MEMBER_ADDED,
                    CHANNEL_MEMBER_REMOVED,
                    CHANNEL_ROLE_SET,
                    MESSAGE_DELETED,
                    INVITATION_CREATED,
                    INVITATION_USED,
                    INVITATION_REVOKED,
                    WORKSPACE_IMPORTED,
                    PEOPLE_IMPORTED,
                    CHANNEL_IMPORTED,
                    MESSAGES_IMPORTED,
                    AUDIT_READ -> false;
        };
    }
}
