package collab.domain;

/** A change of rows that nobody is told about. */
public sealed interface Effect {
    /** @param tokenHash SHA-256 of the token, in hex; the token itself is never stored */
    record SessionOpened(Session session, String tokenHash) implements Effect {}

    record RightGranted(UserId userId, Grant grant) implements Effect {}

    /** @param key what the message was called where it came from */
    record MessageImported(ChannelId channelId, String key, MessageId messageId) implements Effect {}

    /** The channel's members are told that the channel changed, not what everybody's role is. */
    record ChannelRoleSet(ChannelId channelId, UserId userId, ChannelRole role) implements Effect {}
}
