package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;

/**
 * How far a member of the channel has read a thread, and whether the member follows it. It exists for members who took part in
 * the thread, and ends with the membership. Only the user can move the read position back, by marking replies as unread.
 *
 * @param parentId the message that started the thread
 * @param following whether replies concern the user. A user who does not follow has no unread replies and no unread mentions
 * @param readNo ordinal up to which all replies are read; unread = the thread's {@code lastReplyNo - readNo}, without the
 *     deleted replies and those of the user above {@code readNo}
 * @param mentions number of undeleted replies above {@code readNo} that name the user and were not marked as read one by one,
 *     absolute
 * @param heldVer when the user marked replies as unread last
 */
public record ThreadState(
        UserId userId,
        MessageId parentId,
        ChannelId channelId,
        boolean following,
        long readNo,
        int mentions,
        LogPosition heldVer,
        LogPosition ver)
        implements Entity {

    /** The state of a user who has never marked replies as unread. */
    public ThreadState(
            UserId userId,
            MessageId parentId,
            ChannelId channelId,
            boolean following,
            long readNo,
            int mentions,
            LogPosition ver) {
        this(userId, parentId, channelId, following, readNo, mentions, LogPosition.START, ver);
    }

    /** The state of a user who took no part in the thread. */
    public static ThreadState none(UserId user, MessageId parent, ChannelId channel) {
        return new ThreadState(user, parent, channel, false, 0, 0, LogPosition.START);
    }

    /** The state of a user who begins to follow: everything up to {@code readNo} is read. */
    public ThreadState followed(long readNo, LogPosition ver) {
        return new ThreadState(userId, parentId, channelId, true, readNo, 0, heldVer, ver);
    }

    /** After the user stopped to follow: everything up to {@code readNo} is read. */
    public ThreadState unfollowed(long readNo, LogPosition ver) {
        return new ThreadState(userId, parentId, channelId, false, readNo, 0, heldVer, ver);
    }

    /** After the user has read the thread further. */
    public ThreadState read(long readNo, int mentions, LogPosition ver) {
        return new ThreadState(userId, parentId, channelId, following, readNo, mentions, heldVer, ver);
    }

    /** After the user has marked replies as unread, which begins to follow. */
    public ThreadState held(long readNo, int mentions, LogPosition ver) {
        return new ThreadState(userId, parentId, channelId, true, readNo, mentions, ver, ver);
    }

    /** After a reply of the user: the user follows, and the read position moves to the reply. */
    public ThreadState wrote(long replyNo, LogPosition ver) {
        return new ThreadState(userId, parentId, channelId, true, replyNo, mentions, heldVer, ver);
    }

    public ThreadState mentioned(int mentions, LogPosition ver) {
        return read(readNo, mentions, ver);
    }
}
