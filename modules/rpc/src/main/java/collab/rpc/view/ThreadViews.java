package collab.rpc.view;

import collab.api.ChannelThreadsView;
import collab.api.FollowedThreadsView;
import collab.api.InboxThreadView;
import collab.api.MessageView;
import collab.api.ThreadStateView;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.persistence.FollowedThread;
import collab.persistence.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The threads of a user as views of the contract. */
public final class ThreadViews {
    /** Threads of a bootstrap, and those of them that it describes in full. */
    private static final int FOLLOWED_MAX = 1_000;

    private static final int UNREAD_MAX = 100;

    /** The latest replies among whose authors the repliers are chosen. */
    private static final int LATEST_REPLIES = 10;

    private static final int REPLIERS_MAX = 3;

    private ThreadViews() {}

    public static ThreadStateView of(FollowedThread thread) {
        ThreadState state = thread.state();
        return new ThreadStateView(
                state.parentId().value(),
                state.channelId().value(),
                state.following(),
                state.readNo(),
                thread.lastNo(),
                thread.unread(),
                (long) state.mentions(),
                state.ver().value());
    }

    /** The state and the present numbers of its thread. */
    public static ThreadStateView of(ThreadState state, Message parent, Snapshot snapshot) {
        return of(new FollowedThread(
                state,
                parent.lastReplyNo(),
                snapshot.deletedReplies(state.userId(), state.parentId(), state.readNo())));
    }

    /** The threads that a client knows from its start. */
    public static FollowedThreadsView followed(UserId user, Snapshot snapshot) {
        Page<FollowedThread> page = Page.of(snapshot.followedThreads(user, FOLLOWED_MAX + 1), FOLLOWED_MAX);
        List<ThreadStateView> unread = new ArrayList<>();
        SortedMap<Long, List<Long>> read = new TreeMap<>();
        boolean more = page.more();
        for (FollowedThread thread : page.rows()) {
            ThreadState state = thread.state();
            if (thread.unread() == 0) {
                read.computeIfAbsent(state.channelId().value(), _ -> new ArrayList<>())
                        .add(state.parentId().value());
            } else if (unread.size() < UNREAD_MAX) {
                unread.add(of(thread));
            } else {
                more = true;
            }
        }
        List<ChannelThreadsView> following = read.entrySet().stream()
                .map(channel -> new ChannelThreadsView(channel.getKey(), channel.getValue()))
                .toList();
        return new FollowedThreadsView(unread, following, more);
    }

    public static InboxThreadView of(FollowedThread.Listed listed, Snapshot snapshot) {
        List<Message> latest = snapshot.replies(
                        listed.parent().id(), OptionalLong.empty(), Optional.empty(), LATEST_REPLIES)
                .reversed();
        MessageView parent = listed.deletedAt()
                .map(at -> EntityViews.of(new Message.Tombstone(listed.parent(), at)))
                .orElseGet(() -> EntityViews.of(listed.parent()));
        List<Long> repliers = latest.stream()
                .map(reply -> reply.userId().value())
                .distinct()
                .limit(REPLIERS_MAX)
                .toList();
        return new InboxThreadView(
                parent, of(listed.thread()), latest.stream().findFirst().map(EntityViews::of), repliers);
    }

    /** @param cursor the milliseconds of the last reply and the id of the parent, as {@link #after} states them */
    public static FollowedThread.Before before(Optional<String> cursor) {
        if (cursor.isEmpty()) {
            return new FollowedThread.Before(Instant.ofEpochMilli(Long.MAX_VALUE), new MessageId(1));
        }
        int dash = cursor.get().indexOf('-');
        long at = Long.parseLong(cursor.get(), 0, dash, 10);
        long parent = Long.parseLong(cursor.get(), dash + 1, cursor.get().length(), 10);
        return new FollowedThread.Before(Instant.ofEpochMilli(at), new MessageId(Math.max(1, parent)));
    }

    public static String after(FollowedThread.Listed listed) {
        Instant at = listed.parent().lastReplyAt().orElse(listed.parent().createdAt());
        return at.toEpochMilli() + "-" + listed.parent().id();
    }
}
