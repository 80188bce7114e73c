package collab.domain.model;

/** What a member may do in a channel. */
public enum ChannelRole {
    OWNER,
    MEMBER
}
