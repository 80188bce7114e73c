package collab.domain;

import java.util.Optional;

/**
 * How far a user has read a channel; it only moves forward.
 *
 * @param lastRead the message marked last; absent before the first
 * @param readNo ordinal up to which everything is read; unread = the channel's {@code lastNo - readNo}
 * @param mentions how many messages behind {@code lastRead} name the user, absolute
 */
public record ReadState(
        UserId userId, ChannelId channelId, Optional<MessageId> lastRead, long readNo, int mentions, LogPosition ver)
        implements Entity {}
