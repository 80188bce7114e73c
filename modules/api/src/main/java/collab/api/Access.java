package collab.api;

/** Whether a method requires a login session. Rights are checked separately. */
public enum Access {
    /** No login session is required. */
    NONE,
    /** A login session or access token is required. */
    SESSION
}
