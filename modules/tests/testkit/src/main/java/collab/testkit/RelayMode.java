package collab.testkit;

/** What a relay does with the bytes of one direction. */
public enum RelayMode {
    FORWARD,
    /** The bytes wait. All of them arrive when the mode changes. */
    HOLD,
    /** The bytes are accepted and lost, and neither side is notified. Such a connection never recovers. */
    DISCARD
}
