package collab.domain.model;

/** Who may find a channel and how people come into it. */
public enum ChannelKind {
    /** Every workspace member but guests may find and join it. */
    PUBLIC,
    /** By invitation; to all others it does not exist. */
    PRIVATE,
    /** Between two people (or one with themselves); one per pair and workspace, nobody joins or leaves. */
    DM,
    /** Between three to nine people; one per set and workspace, nobody joins or leaves. */
    GROUP_DM;

    public boolean direct() {
        return this == DM || this == GROUP_DM;
    }
}
