package collab.domain;

/** What a member may do in a channel. */
public enum ChannelRole {
    OWNER,
    MEMBER
}
