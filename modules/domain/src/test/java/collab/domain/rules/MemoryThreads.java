package collab.domain.rules;

import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The states of threads in memory, which change only by events, and what rules ask about threads. */
final class MemoryThreads {
    private final MemoryState state;
    private final Map<MemoryState.MemberKey<MessageId>, ThreadState> states = new HashMap<>();

    MemoryThreads(MemoryState state) {
        this.state = state;
    }

    // ---- Changes ----

    void created(Message message, LogPosition seq) {
        message.parentId()
                .filter(_ -> message.replyNo().isPresent())
                .ifPresent(parent -> put(of(message.userId(), parent, message.channelId())
                        .wrote(message.replyNo().orElseThrow(), seq)));
    }

    void followed(Event.ThreadFollowed event, LogPosition seq) {
        for (UserId follower : event.followers()) {
            put(ThreadState.none(follower, event.parentId(), event.channelId()).followed(event.lastNo(), seq));
        }
    }

    void mentioned(Event.MentionCreated event, LogPosition seq) {
        event.mention()
                .parentId()
                .flatMap(parent -> find(event.receiver(), parent))
                .ifPresent(known -> put(known.mentioned(event.threadMentions().orElseThrow(), seq)));
    }

    void put(ThreadState changed) {
        states.put(new MemoryState.MemberKey<>(changed.parentId(), changed.userId()), changed);
    }

    void allRead(Event.AllRead read, LogPosition seq) {
        for (ThreadState known : all()) {
            long lastNo = lastReplyNo(known.parentId());
            boolean concerned = known.userId().equals(read.userId())
                    && known.following()
                    && state.channels.get(known.channelId()).workspaceId().equals(read.workspaceId());
            if (concerned && (known.readNo() < lastNo || known.mentions() > 0)) put(known.read(lastNo, 0, seq));
        }
    }

    Optional<MessageId> newestOfOthers(UserId user, MessageId parent) {
        return replies(parent)
                .filter(reply -> state.messages.containsKey(reply.id()))
                .filter(reply -> !reply.userId().equals(user))
                .max(Comparator.comparing(reply -> reply.replyNo().orElseThrow()))
                .map(Message::id);
    }

    void left(ChannelId channel, UserId user) {
        states.values()
                .removeIf(known ->
                        known.channelId().equals(channel) && known.userId().equals(user));
    }

    // ---- Queries ----

    Optional<ThreadState> find(UserId user, MessageId parent) {
        return Optional.ofNullable(states.get(new MemoryState.MemberKey<>(parent, user)));
    }

    private ThreadState of(UserId user, MessageId parent, ChannelId channel) {
        return find(user, parent).orElseGet(() -> ThreadState.none(user, parent, channel));
    }

    List<ThreadState> all() {
        return states.values().stream()
                .filter(known -> state.channels.containsKey(known.channelId()))
                .toList();
    }

    long lastReplyNo(MessageId parent) {
        return replies(parent).count();
    }

    long ordinalAt(MessageId parent, MessageId message) {
        return replies(parent)
                .filter(reply -> state.messages.containsKey(reply.id()))
                .filter(reply -> !state.standsUpTo(reply.id(), message))
                .mapToLong(reply -> reply.replyNo().orElseThrow() - 1)
                .min()
                .orElseGet(() -> lastReplyNo(parent));
    }

    long deleted(UserId user, MessageId parent, long readNo) {
        return replies(parent)
                .filter(reply -> state.tombstones.containsKey(reply.id())
                        || reply.userId().equals(user))
                .filter(reply -> reply.replyNo().orElseThrow() > readNo)
                .count();
    }

    /** The replies that were given an ordinal, as they were sent. */
    private Stream<Message> replies(MessageId parent) {
        return state.originals.values().stream()
                .filter(message -> message.parentId().equals(Optional.of(parent)))
                .filter(message -> message.replyNo().isPresent());
    }

    List<MessageId> mentionsUnread(UserId user, MessageId parent, long readNo) {
        return state.mentionsOfOpenSpans()
                .filter(mention -> mention.user().equals(user))
                .map(MemoryState.MentionEntry::message)
                .filter(state.messages::containsKey)
                .filter(message -> state.originals.get(message).parentId().equals(Optional.of(parent)))
                .filter(message -> state.originals.get(message).replyNo().orElseThrow() > readNo)
                .sorted()
                .toList();
    }

    List<ThreadState> withMentions(UserId user, ChannelId channel, int limit) {
        return all().stream()
                .filter(known ->
                        known.userId().equals(user) && known.channelId().equals(channel))
                .filter(known -> known.mentions() > 0)
                .sorted(Comparator.comparing(ThreadState::parentId))
                .limit(limit)
                .toList();
    }
}
