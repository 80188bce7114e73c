package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.ReadState;
import collab.domain.rules.MessageAccess.Membership;
import java.util.List;
import java.util.Optional;

/** Rules for read states: how far a member has read a channel and its mentions. */
record ReadStateRules(AccessPolicy policy, DecisionContext context) {
    /**
     * Moves forward only. The same position can move further when a message after it was deleted. Imported messages are never
     * unread: a marked one stands for the message that was sent before it. If there is none, the ordinals up to the next message
     * that was sent are read, which messages have that an earlier release imported.
     */
    Decision markRead(Membership membership, MessageId marked, Optional<LogPosition> seenVer) {
        return new MessageAccess(policy).placeInChannel(membership, marked).then(_ -> {
            ReadState state = policy.world()
                    .readState(membership.user(), membership.channel().id());
            if (seenVer.filter(state.heldVer()::isAfter).isPresent()) {
                return EventBuilder.unchanged(state);
            }
            Optional<MessageId> sent = policy.world().sentUpTo(state.channelId(), marked);
            Optional<MessageId> newer = sent.filter(id -> state.lastRead()
                    .filter(lastRead -> lastRead.compareTo(id) >= 0)
                    .isEmpty());
            MessageId place =
                    sent.isEmpty() ? marked : newer.or(state::lastRead).orElseThrow();
            long readNo = policy.world().ordinalAt(state.channelId(), place);
            if (newer.isEmpty() && readNo <= state.readNo()) {
                return EventBuilder.unchanged(state);
            }
            EventBuilder events = new EventBuilder(context);
            return events.accepted(
                    events.change(ver -> read(state, newer.or(state::lastRead), readNo, ver), this::changed));
        });
    }

    /** An imported message is never unread: a marked one stands for the messages after it. */
    Decision markUnread(Membership membership, MessageId marked) {
        ChannelId channel = membership.channel().id();
        return new MessageAccess(policy)
                .placeInChannel(membership, marked)
                .and(id -> Validated.of(
                        MessageAccess.withTombstone(policy.world(), id)
                                .filter(message -> message.parentId().isEmpty()),
                        () -> Rejections.noMessage(id)))
                .then(first -> {
                    World world = policy.world();
                    ReadState state = world.readState(membership.user(), channel);
                    boolean sent = world.sentUpTo(channel, marked).equals(Optional.of(marked));
                    long readNo = sent ? first.no().orElseThrow() - 1 : world.ordinalAt(channel, marked);
                    Optional<MessageId> lastRead = world.sentBefore(channel, marked);
                    ReadState.Position position =
                            new ReadState.Position(lastRead, readNo, world.broadcastsUpTo(channel, readNo));
                    int mentions = world.mentionsAfter(state.userId(), channel, lastRead);
                    EventBuilder events = new EventBuilder(context);
                    return events.accepted(events.change(ver -> state.held(position, mentions, ver), this::changed));
                });
    }

    Decision markMentionsRead(Membership membership, Optional<MessageId> only) {
        ReadState state =
                policy.world().readState(membership.user(), membership.channel().id());
        List<MessageId> unread = policy.world().mentionsUnread(state.userId(), state.channelId(), state.lastRead());
        List<MessageId> seen = unread.stream()
                .filter(message -> only.map(message::equals).orElse(true))
                .toList();
        long broadcastNo = Math.max(
                state.readBroadcastNo(),
                only.map(message -> broadcastNo(membership, message))
                        .orElseGet(() -> membership.channel().broadcastNo()));
        EventBuilder events = new EventBuilder(context);
        new ThreadRules(policy, context).markMentionsRead(events, membership, only);
        if (seen.isEmpty() && broadcastNo == state.readBroadcastNo()) {
            return events.accepted(state);
        }
        if (!seen.isEmpty()) {
            events.add(new Effect.MentionsSeen(state.userId(), state.channelId(), seen));
        }
        return events.accepted(events.change(
                ver -> state.read(
                        new ReadState.Position(state.lastRead(), state.readNo(), broadcastNo),
                        unread.size() - seen.size(),
                        ver),
                this::changed));
    }

    /** The number of a message that addressed the whole channel, whatever its present text is; 0 for any other. */
    private long broadcastNo(Membership membership, MessageId id) {
        return policy.world()
                .message(id)
                .filter(message ->
                        message.channelId().equals(membership.channel().id()))
                .map(message -> policy.world().broadcastNo(message.id()).orElse(0))
                .orElse(0L);
    }

    // ---- Deleted messages ----

    private Event changed(ReadState state) {
        return new Event.ReadStateChanged(
                state, policy.world().deletedAfter(state.userId(), state.channelId(), state.position()));
    }

    /**
     * The messages after the position of another user than the author that are not unread once this decision has deleted one more.
     */
    ReadState.Deleted deletedWith(Event.MessageDeleted deletion, UserId user, ReadState.Position position) {
        ReadState.Deleted before = policy.world().deletedAfter(user, deletion.channelId(), position);
        boolean unread = deletion.no().orElse(0) > position.readNo();
        boolean unreadBroadcast = deletion.broadcastNo().orElse(0) > position.readBroadcastNo();
        return new ReadState.Deleted(
                before.messages() + (unread ? 1 : 0), before.broadcasts() + (unreadBroadcast ? 1 : 0));
    }

    /**
     * A client subtracts a deleted message from what is unread. An author who had marked messages as unread never counted the own one:
     * the numbers stay as they are.
     */
    void keepOwnRead(EventBuilder events, Event.MessageDeleted deletion, UserId author) {
        ReadState state = policy.world().readState(author, deletion.channelId());
        boolean counted = deletion.no().orElse(0) > state.readNo()
                || deletion.broadcastNo().orElse(0) > state.readBroadcastNo();
        if (counted && policy.world().channelRole(deletion.channelId(), author).isPresent()) {
            events.change(ver -> state.mentioned(state.mentions(), ver), this::changed);
        }
    }

    private ReadState read(ReadState state, Optional<MessageId> lastRead, long ordinal, LogPosition ver) {
        World world = policy.world();
        long readNo = Math.max(state.readNo(), ordinal);
        long readBroadcastNo = Math.max(state.readBroadcastNo(), world.broadcastsUpTo(state.channelId(), readNo));
        int mentions = world.mentionsAfter(state.userId(), state.channelId(), lastRead);
        return state.read(new ReadState.Position(lastRead, readNo, readBroadcastNo), mentions, ver);
    }
}
