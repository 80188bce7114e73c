package collab.domain.model;

/** The kinds of channels: who can find them and how members join. */
public enum ChannelKind {
    /** Every workspace member except guests can find and join it. */
    PUBLIC,
    /** By invitation; for all others it does not exist. */
    PRIVATE,
    /** Between two people, or one person alone; one per pair and workspace, and its members never change. */
    DM,
    /** Between three to nine people; one per set and workspace, and its members never change. */
    GROUP_DM;

    public boolean direct() {
        return this == DM || this == GROUP_DM;
    }
}
