package collab.domain.model;

/** The role of a member in a channel. */
public enum ChannelRole {
    OWNER,
    MEMBER
}
