package collab.domain.preference;

/** To what a preference of a user applies. */
public enum PrefScope {
    /** Everything that the user sees. */
    ME,
    WORKSPACE,
    CHANNEL
}
