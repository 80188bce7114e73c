package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.rules.MessageAccess.Membership;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Rules for read states: how far a member has read a channel and its mentions. */
record ReadStateRules(AccessPolicy policy, DecisionContext context) {
    /** Moves forward only. The same position can move further when a message after it was deleted. */
    Decision markRead(Membership membership, MessageId marked) {
        return new MessageAccess(policy).placeInChannel(membership, marked).then(_ -> {
            ReadState state = policy.world()
                    .readState(membership.user(), membership.channel().id());
            Optional<MessageId> sent = policy.world().sentUpTo(state.channelId(), marked);
            if (sent.isEmpty()) {
                return EventBuilder.unchanged(state); // imported messages are never unread
            }
            MessageId id = sent.get();
            Optional<MessageId> before = state.lastRead().filter(lastRead -> lastRead.compareTo(id) >= 0);
            MessageId upTo = before.orElse(id);
            if (before.isPresent() && policy.world().ordinalAt(state.channelId(), upTo) <= state.readNo()) {
                return EventBuilder.unchanged(state);
            }
            EventBuilder events = new EventBuilder(context);
            return events.accepted(events.change(ver -> read(state, upTo, ver), this::changed));
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
        if (seen.isEmpty() && broadcastNo == state.readBroadcastNo()) {
            return EventBuilder.unchanged(state);
        }
        EventBuilder events = new EventBuilder(context);
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
                .map(message -> broadcastNo(message).orElse(0))
                .orElse(0L);
    }

    OptionalLong broadcastNo(Message message) {
        if (message.no().isEmpty()) {
            return OptionalLong.empty();
        }
        long no = message.no().getAsLong();
        long upTo = policy.world().broadcastsUpTo(message.channelId(), no);
        return upTo > policy.world().broadcastsUpTo(message.channelId(), no - 1)
                ? OptionalLong.of(upTo)
                : OptionalLong.empty();
    }

    // ---- Deleted messages ----

    private Event changed(ReadState state) {
        return new Event.ReadStateChanged(state, policy.world().deletedAfter(state.channelId(), state.position()));
    }

    /** The deleted messages after a position once this decision has deleted {@code message} too. */
    ReadState.Deleted deletedWith(Message message, ReadState.Position position) {
        ReadState.Deleted before = policy.world().deletedAfter(message.channelId(), position);
        boolean unread = message.no().orElse(0) > position.readNo();
        boolean unreadBroadcast = broadcastNo(message).orElse(0) > position.readBroadcastNo();
        return new ReadState.Deleted(
                before.messages() + (unread ? 1 : 0), before.broadcasts() + (unreadBroadcast ? 1 : 0));
    }

    private ReadState read(ReadState state, MessageId upTo, LogPosition ver) {
        World world = policy.world();
        long readNo = Math.max(state.readNo(), world.ordinalAt(state.channelId(), upTo));
        long readBroadcastNo = Math.max(state.readBroadcastNo(), world.broadcastsUpTo(state.channelId(), readNo));
        int mentions = world.mentionsAfter(state.userId(), state.channelId(), Optional.of(upTo));
        return state.read(new ReadState.Position(Optional.of(upTo), readNo, readBroadcastNo), mentions, ver);
    }
}
