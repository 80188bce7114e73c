package collab.api;

/** The bucket of tokens that a call spends from. */
public enum RateClass {
    /** Queries. */
    READ,
    /** Changes. */
    WRITE,
    /** Messages. */
    SEND,
    /** Signals that somebody types. */
    TYPING,
    /** Sign-ins, passwords and tokens. */
    AUTH,
    /** Never limited. */
    NONE
}
