package collab.api;

/** The rate limit that a call counts against. */
public enum RateClass {
    /** Calls that read. */
    READ,
    /** Searches, which read more than other calls. */
    SEARCH,
    /** Calls that change data. */
    WRITE,
    /** Sending messages. */
    SEND,
    /** Typing signals. */
    TYPING,
    /** Signing in, passwords and access tokens. */
    AUTH,
    /** No rate limit. */
    NONE
}
