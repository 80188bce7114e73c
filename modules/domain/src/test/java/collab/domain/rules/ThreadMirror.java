package collab.domain.rules;

import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What a client knows of the threads that its user follows: the bootstrap, changed by the events that it received. */
record ThreadMirror(UserId owner, Map<MessageId, Known> threads) {
    /** Unread = {@code lastNo} - the state's {@code readNo} - {@code deleted}. */
    record Known(ThreadState state, long lastNo, long deleted) {
        Known with(ThreadState changed) {
            return new Known(changed, lastNo, deleted);
        }
    }

    static ThreadMirror boot(MemoryWorld world, UserId owner) {
        ThreadMirror mirror = new ThreadMirror(owner, new TreeMap<>());
        world.threadStates().stream()
                .filter(state -> state.userId().equals(owner) && state.following())
                .forEach(state -> mirror.threads.put(
                        state.parentId(),
                        new Known(
                                state,
                                MessageAccess.withTombstone(world, state.parentId())
                                        .orElseThrow()
                                        .lastReplyNo(),
                                world.deletedReplies(owner, state.parentId(), state.readNo()))));
        return mirror;
    }

    /** A message without an ordinal in a thread changes nothing here. */
    void created(Message message, LogPosition seq) {
        if (message.replyNo().isEmpty()) return;
        long replyNo = message.replyNo().getAsLong();
        MessageId parent = message.parentId().orElseThrow();
        if (message.userId().equals(owner)) {
            Known known = threads.get(parent);
            ThreadState before = known == null ? ThreadState.none(owner, parent, message.channelId()) : known.state();
            threads.put(parent, new Known(before.wrote(replyNo, seq), replyNo, 0));
        } else {
            change(parent, known -> new Known(known.state(), replyNo, known.deleted()));
        }
    }

    void deleted(Event.MessageDeleted deletion) {
        long replyNo = deletion.replyNo().orElse(0);
        deletion.parentId()
                .ifPresent(parent -> change(
                        parent,
                        known -> new Known(
                                known.state(),
                                known.lastNo(),
                                known.deleted() + (replyNo > known.state().readNo() ? 1 : 0))));
    }

    void followed(Event.ThreadFollowed event, LogPosition seq) {
        ThreadState state = ThreadState.none(owner, event.parentId(), event.channelId());
        threads.put(event.parentId(), new Known(state.followed(event.lastNo(), seq), event.lastNo(), 0));
    }

    void changed(Event.ThreadStateChanged event) {
        if (event.state().following()) {
            threads.put(event.state().parentId(), new Known(event.state(), event.lastNo(), event.deleted()));
        } else {
            threads.remove(event.state().parentId());
        }
    }

    void allRead(Event.AllRead read, Map<ChannelId, Channel> channels, LogPosition seq) {
        threads.replaceAll((_, known) -> {
            ThreadState state = known.state();
            boolean concerned = channels.get(state.channelId()).workspaceId().equals(read.workspaceId());
            return concerned && (state.readNo() < known.lastNo() || state.mentions() > 0)
                    ? new Known(state.read(known.lastNo(), 0, seq), known.lastNo(), 0)
                    : known;
        });
    }

    void mentioned(MessageId parent, int mentions, LogPosition seq) {
        change(parent, known -> known.with(known.state().mentioned(mentions, seq)));
    }

    void left(ChannelId channel) {
        threads.values().removeIf(known -> known.state().channelId().equals(channel));
    }

    private void change(MessageId parent, UnaryOperator<Known> change) {
        threads.computeIfPresent(parent, (_, known) -> change.apply(known));
    }
}
