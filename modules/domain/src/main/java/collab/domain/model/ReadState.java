package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.util.Optional;

/**
 * How far a user has read a channel. Only the user can move it back, by marking messages as unread.
 *
 * @param mentions number of messages after {@code lastRead} that name the user, absolute; unread mentions = {@code
 *     mentions} + the channel's {@code broadcastNo - readBroadcastNo}, without the {@link Deleted} broadcasts
 * @param heldVer when the user marked messages as unread last
 */
public record ReadState(
        UserId userId, ChannelId channelId, Position position, int mentions, LogPosition heldVer, LogPosition ver)
        implements Entity {

    /** The state of a user who has never marked messages as unread. */
    public ReadState(UserId userId, ChannelId channelId, Position position, int mentions, LogPosition ver) {
        this(userId, channelId, position, mentions, LogPosition.START, ver);
    }

    /**
     * The place in the channel up to which the user has read.
     *
     * @param lastRead the message that was marked last; absent before the first
     * @param readNo ordinal up to which everything is read; unread = the channel's {@code lastNo - readNo}, without the
     *     {@link Deleted} messages
     * @param readBroadcastNo ordinal up to which messages to the whole channel are read
     */
    public record Position(Optional<MessageId> lastRead, long readNo, long readBroadcastNo) {}

    /**
     * How many messages after a position are not unread: deleted ones, and the user's own, which stand there after the user marked
     * messages as unread. They are subtracted from the differences of ordinals.
     *
     * @param messages such top-level messages with an ordinal above {@code readNo}
     * @param broadcasts such messages to the whole channel with a number above {@code readBroadcastNo}
     */
    public record Deleted(long messages, long broadcasts) {
        public static final Deleted NONE = new Deleted(0, 0);
    }

    /** The state of a user who was never a member of the channel. */
    public static ReadState none(UserId user, ChannelId channel) {
        return new ReadState(user, channel, new Position(Optional.empty(), 0, 0), 0, LogPosition.START);
    }

    /** The initial read state of a new member: all earlier messages count as read. */
    public static ReadState gained(UserId user, Channel channel, LogPosition ver) {
        Position position = new Position(Optional.empty(), channel.lastNo(), channel.broadcastNo());
        return new ReadState(user, channel.id(), position, 0, ver);
    }

    public Optional<MessageId> lastRead() {
        return position.lastRead();
    }

    public long readNo() {
        return position.readNo();
    }

    public long readBroadcastNo() {
        return position.readBroadcastNo();
    }

    /** After the user has read the channel further. */
    public ReadState read(Position position, int mentions, LogPosition ver) {
        return new ReadState(userId, channelId, position, mentions, heldVer, ver);
    }

    /** After the user has marked messages as unread. */
    public ReadState held(Position position, int mentions, LogPosition ver) {
        return new ReadState(userId, channelId, position, mentions, ver, ver);
    }

    /** After a message of the user, which moves only the read position. */
    public ReadState wrote(MessageId message, long no, LogPosition ver) {
        return read(new Position(Optional.of(message), no, readBroadcastNo()), mentions, ver);
    }

    public ReadState mentioned(int mentions, LogPosition ver) {
        return read(position, mentions, ver);
    }

    /** After a message of the user to the whole channel. */
    public ReadState addressed(long readBroadcastNo, LogPosition ver) {
        return read(new Position(lastRead(), readNo(), readBroadcastNo), mentions, ver);
    }
}
