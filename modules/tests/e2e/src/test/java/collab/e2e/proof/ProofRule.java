package collab.e2e.proof;

/** The promises of the product that the checker holds it to. */
public enum ProofRule {
    /** What was acknowledged is stored, with what was said. */
    DURABLE,
    /** Every member of the moment is told, in every tab: nothing is passed over, silently or not. */
    LOST,
    /** On a socket nothing is missing between two frames: {@code prev} never lies beyond what the client has. */
    GAP,
    /** Positions rise on a socket, and a position means the same to everybody. */
    ORDER,
    /** One operation happens once, however often it was asked for. */
    TWICE,
    /** Nothing is told that nobody did. */
    PHANTOM,
    /** Nothing is told or shown to who is no member, live or replayed; and only members write. */
    LEAK,
    /** What began after something had been acknowledged or heard stands behind it. */
    REAL_TIME,
    /** A reply knows everything that had been acknowledged or heard before the question. */
    READ_YOUR_WRITES,
    /** In the end everybody holds the same, and the same as the store. */
    CONVERGENCE,
    /** Nobody who is there is said to have gone. */
    PRESENCE,
    /** The metrics say what the clients counted. */
    COUNTERS,
    /** Whatever was planned really happened. */
    SOMETIMES,
    /** After the last fault everything works again, soon; no question stays unanswered. */
    RECOVERY
}
