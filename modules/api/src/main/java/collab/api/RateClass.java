package collab.api;

/** The bucket of tokens that a call spends from. */
public enum RateClass {
    READ,
    WRITE,
    SEND,
    TYPING,
    AUTH,
    NONE
}
