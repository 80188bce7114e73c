package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.ChannelMember;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.rules.MessageAccess.Membership;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Rules for threads: who follows one, and how far a follower has read it. */
record ThreadRules(AccessPolicy policy, DecisionContext context) {
    /** The message that started a thread, and a member of its channel. */
    private record Thread(Message parent, Membership membership) {
        UserId user() {
            return membership.user();
        }
    }

    // ---- By hand ----

    Decision follow(MessageId parent, boolean following) {
        return thread(parent).then(thread -> {
            ThreadState state = state(thread.user(), thread.parent());
            boolean known = policy.world().threadState(thread.user(), parent).isPresent();
            if (state.following() == following && (known || following)) {
                return EventBuilder.unchanged(state);
            }
            long lastNo = thread.parent().lastReplyNo();
            EventBuilder events = new EventBuilder(context);
            return events.accepted(events.change(
                    ver -> following ? state.followed(lastNo, ver) : state.unfollowed(lastNo, ver),
                    changed -> new Event.ThreadStateChanged(changed, lastNo, 0)));
        });
    }

    /** Changes nothing for a user who does not follow: such a user has nothing unread. */
    Decision markRead(MessageId parent, MessageId marked, Optional<LogPosition> seenVer) {
        return thread(parent)
                .then(thread -> inThread(thread, marked).then(_ -> {
                    ThreadState state = state(thread.user(), thread.parent());
                    long readNo = policy.world().replyOrdinalAt(parent, marked);
                    if (!state.following()
                            || readNo <= state.readNo()
                            || seenVer.filter(state.heldVer()::isAfter).isPresent()) {
                        return EventBuilder.unchanged(state);
                    }
                    int mentions = policy.world()
                            .threadMentionsUnread(thread.user(), parent, readNo)
                            .size();
                    EventBuilder events = new EventBuilder(context);
                    return events.accepted(events.change(
                            ver -> state.read(readNo, mentions, ver), changed -> changed(changed, thread)));
                }));
    }

    /** The parent stands for all replies. A thread in which no other person replied stays as it is. */
    Decision markUnread(MessageId parent, Optional<MessageId> marked) {
        return thread(parent)
                .then(thread -> marked.map(id -> inThread(thread, id).then(_ -> markUnread(thread, id)))
                        .orElseGet(() -> policy.world()
                                .newestReplyOfOthers(thread.user(), parent)
                                .map(id -> markUnread(thread, id))
                                .orElseGet(() -> EventBuilder.unchanged(state(thread.user(), thread.parent())))));
    }

    private Decision markUnread(Thread thread, MessageId first) {
        MessageId parent = thread.parent().id();
        OptionalLong replyNo = MessageAccess.withTombstone(policy.world(), first)
                .map(Message::replyNo)
                .orElse(OptionalLong.empty());
        long readNo =
                replyNo.isPresent() ? replyNo.getAsLong() - 1 : policy.world().replyOrdinalAt(parent, first);
        int mentions = policy.world()
                .threadMentionsUnread(thread.user(), parent, readNo)
                .size();
        EventBuilder events = new EventBuilder(context);
        return events.accepted(events.change(
                ver -> state(thread.user(), thread.parent()).held(readNo, mentions, ver),
                changed -> changed(changed, thread)));
    }

    private Event changed(ThreadState state, Thread thread) {
        return new Event.ThreadStateChanged(
                state,
                thread.parent().lastReplyNo(),
                policy.world().deletedReplies(state.userId(), state.parentId(), state.readNo()));
    }

    /** A deleted parent keeps its thread while replies are left. */
    private Validated<Thread> thread(MessageId id) {
        Optional<Message> parent = policy.message(id)
                .or(() -> policy.deletedMessage(id)
                        .map(Message.Tombstone::message)
                        .filter(deleted -> deleted.replyCount() > 0));
        return Validated.of(parent, () -> Rejections.noMessage(id))
                .and(found -> Validated.of(
                        found,
                        found.parentId().isEmpty(),
                        () -> new Rejection(
                                Reason.REPLY_TO_REPLY,
                                "message " + id + " is itself a reply; name the message it answers")))
                .and(found -> new MessageAccess(policy)
                        .member(found.channelId())
                        .and(membership -> new Validated.Passed<>(new Thread(found, membership))));
    }

    /** A reply, also a deleted one, or the parent itself. */
    private Validated<MessageId> inThread(Thread thread, MessageId id) {
        MessageId parent = thread.parent().id();
        return Validated.of(
                id,
                id.equals(parent)
                        || MessageAccess.withTombstone(policy.world(), id)
                                .flatMap(Message::parentId)
                                .filter(parent::equals)
                                .isPresent(),
                () -> new Rejection(
                        Reason.MESSAGE_NOT_FOUND, "there is no message " + id + " in the thread of " + parent));
    }

    private ThreadState state(UserId user, Message parent) {
        return policy.world()
                .threadState(user, parent.id())
                .orElseGet(() -> ThreadState.none(user, parent.id(), parent.channelId()));
    }

    // ---- Replies ----

    /**
     * The users who begin to follow with a reply, ascending: the people whom it names and who do not follow, and, unless they
     * have a state already, the parent's author, with the first reply the people whom the parent names, and all members of a
     * direct message.
     *
     * @param named the members whom the reply names
     */
    List<UserId> joining(Membership membership, Message parent, List<UserId> named) {
        Set<UserId> concerned = new TreeSet<>(List.of(parent.userId()));
        if (parent.lastReplyNo() == 0) {
            concerned.addAll(parent.mentions());
        }
        if (membership.channel().kind().direct()) {
            policy.world().channelMembers(parent.channelId()).stream()
                    .map(ChannelMember::userId)
                    .forEach(concerned::add);
        }
        concerned.removeIf(user -> named.contains(user)
                || policy.world().threadState(user, parent.id()).isPresent()
                || !present(parent.channelId(), user));
        concerned.addAll(named);
        concerned.removeIf(
                user -> user.equals(membership.user()) || state(user, parent).following());
        return List.copyOf(concerned);
    }

    private boolean present(ChannelId channel, UserId user) {
        return policy.world().channelRole(channel, user).isPresent()
                && policy.world().user(user).filter(User::active).isPresent();
    }

    /** The unread mentions of a follower in the thread, before the reply. */
    int mentionsBefore(UserId follower, Message parent) {
        return policy.world()
                .threadState(follower, parent.id())
                .map(ThreadState::mentions)
                .orElse(0);
    }

    /** A reply moves its author's state without an event; that mentions were read with it needs an event. */
    void clearOwnMentions(EventBuilder events, Message reply, Message parent) {
        long replyNo = reply.replyNo().orElseThrow();
        ThreadState state = state(reply.userId(), parent);
        if (state.mentions() > 0) {
            ThreadState read = state.wrote(replyNo, events.next()).mentioned(0, events.next());
            events.add(new Event.ThreadStateChanged(read, replyNo, 0));
        }
    }

    /** A deleted reply is no unread mention. */
    void forgetMention(EventBuilder events, Event.MessageDeleted deletion, Message parent, UserId named) {
        long replyNo = deletion.replyNo().orElse(0);
        policy.world()
                .threadState(named, parent.id())
                .filter(state -> replyNo > state.readNo())
                .ifPresent(state -> events.add(new Event.ThreadStateChanged(
                        state.mentioned(state.mentions() - 1, events.next()),
                        parent.lastReplyNo(),
                        policy.world().deletedReplies(named, parent.id(), state.readNo()) + 1)));
    }

    /** As {@link ReadStateRules#keepOwnRead}, for a reply. */
    void keepOwnRead(EventBuilder events, Event.MessageDeleted deletion, Message parent, UserId author) {
        long replyNo = deletion.replyNo().orElse(0);
        policy.world()
                .threadState(author, parent.id())
                .filter(state -> state.following() && replyNo > state.readNo())
                .ifPresent(state -> events.add(new Event.ThreadStateChanged(
                        state.mentioned(state.mentions(), events.next()),
                        parent.lastReplyNo(),
                        policy.world().deletedReplies(author, parent.id(), state.readNo()))));
    }

    // ---- Mentions ----

    /** Marks mentions in replies as read one by one: one message, or those of all threads of the channel. */
    void markMentionsRead(EventBuilder events, Membership membership, Optional<MessageId> only) {
        if (only.isEmpty()) {
            policy.world()
                    .threadsWithMentions(membership.user(), membership.channel().id(), DomainLimits.MENTION_THREADS_MAX)
                    .forEach(state -> markMentionsRead(events, state, only));
            return;
        }
        policy.world()
                .message(only.get())
                .flatMap(Message::parentId)
                .flatMap(parent -> policy.world().threadState(membership.user(), parent))
                .filter(state -> state.channelId().equals(membership.channel().id()))
                .ifPresent(state -> markMentionsRead(events, state, only));
    }

    private void markMentionsRead(EventBuilder events, ThreadState state, Optional<MessageId> only) {
        List<MessageId> unread = policy.world().threadMentionsUnread(state.userId(), state.parentId(), state.readNo());
        List<MessageId> seen = unread.stream()
                .filter(message -> only.map(message::equals).orElse(true))
                .toList();
        Optional<Message> parent = MessageAccess.withTombstone(policy.world(), state.parentId());
        if (seen.isEmpty() || parent.isEmpty()) {
            return;
        }
        events.add(new Effect.MentionsSeen(state.userId(), state.channelId(), seen));
        events.add(new Event.ThreadStateChanged(
                state.mentioned(unread.size() - seen.size(), events.next()),
                parent.get().lastReplyNo(),
                policy.world().deletedReplies(state.userId(), state.parentId(), state.readNo())));
    }
}
