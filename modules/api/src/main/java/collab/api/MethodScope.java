package collab.api;

/** What the session of a call must be allowed to be used for. A login session has every scope, an access token those of its owner's choice. */
public enum MethodScope {
    /** Every session is allowed. */
    ANY,
    /** To read, and to receive events. */
    READ,
    /** To write messages and to mark what was read. */
    SEND,
    /** To change workspaces, channels and invitations. */
    MANAGE,
    /** To use rights. */
    ADMIN,
    /** To change the own account and its credentials: login sessions only. */
    ACCOUNT
}
