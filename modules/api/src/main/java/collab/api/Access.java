package collab.api;

/** Who may call a method before any right is asked about. */
public enum Access {
    /** Everybody, without a session. */
    NONE,
    /** Whoever holds a session. */
    SESSION
}
