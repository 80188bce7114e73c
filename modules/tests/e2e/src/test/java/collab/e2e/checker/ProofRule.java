package collab.e2e.checker;

/** The guarantees of the product that the checker verifies. */
public enum ProofRule {
    /** An acknowledged write is stored, with its text. */
    DURABLE,
    /**
     * Every member at an event's position receives it, on every socket, and every user who is added or removed is informed: nothing
     * is skipped.
     */
    LOST,
    /** A client with a position in the log continues from it and need not load its state again. */
    RESUME,
    /** On a socket no event is missing between two frames: {@code prev} is never greater than the client's position. */
    GAP,
    /** Positions increase on a socket, and a position is the same event for all users. */
    ORDER,
    /**
     * One operation happens once, however often it is repeated and however many calls make it at once, and its
     * {@code op_id} is not accepted for another one.
     */
    TWICE,
    /** No event is received that no client caused. */
    PHANTOM,
    /**
     * Users who are not members receive and read nothing, live or replayed; only members write; and a session that was
     * ended is served no longer.
     */
    LEAK,
    /** A write that began after something was acknowledged or received has a later position. */
    REAL_TIME,
    /** A read contains everything that was acknowledged or received before the read began. */
    READ_YOUR_WRITES,
    /** In the end all clients hold the same state, and the same as the store. */
    CONVERGENCE,
    /** A user with a socket is not announced as offline. */
    PRESENCE,
    /** The metrics equal the counts of the clients. */
    COUNTERS,
    /** Each planned fault had its effect, and each demanded situation occurred. */
    SOMETIMES,
    /** After the last fault everything works again within the bound; no call stays without a response. */
    RECOVERY
}
