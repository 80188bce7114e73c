package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.util.Optional;

/**
 * How far a user has read a channel; it never moves back.
 *
 * @param lastRead the message that was marked last; absent before the first
 * @param readNo ordinal up to which everything is read; unread = the channel's {@code lastNo - readNo}
 * @param mentions number of messages after {@code lastRead} that name the user, absolute
 * @param readBroadcastNo ordinal up to which messages to the whole channel are read; unread mentions = {@code mentions}
 *     + the channel's {@code broadcastNo - readBroadcastNo}
 */
public record ReadState(
        UserId userId,
        ChannelId channelId,
        Optional<MessageId> lastRead,
        long readNo,
        int mentions,
        long readBroadcastNo,
        LogPosition ver)
        implements Entity {

    /** The initial read state of a new member: all earlier messages count as read. */
    public static ReadState gained(UserId user, Channel channel, LogPosition ver) {
        return new ReadState(user, channel.id(), Optional.empty(), channel.lastNo(), 0, channel.broadcastNo(), ver);
    }

    /** After a message of the user, which moves only the read position. */
    public ReadState wrote(MessageId message, long no, LogPosition ver) {
        return new ReadState(userId, channelId, Optional.of(message), no, mentions, readBroadcastNo, ver);
    }

    public ReadState mentioned(int mentions, LogPosition ver) {
        return new ReadState(userId, channelId, lastRead, readNo, mentions, readBroadcastNo, ver);
    }

    /** After a message of the user to the whole channel. */
    public ReadState addressed(long readBroadcastNo, LogPosition ver) {
        return new ReadState(userId, channelId, lastRead, readNo, mentions, readBroadcastNo, ver);
    }
}
