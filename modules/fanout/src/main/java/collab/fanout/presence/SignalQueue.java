package collab.fanout.presence;

import collab.domain.Audience;
import collab.domain.id.UserId;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The signals that wait for one stream. Typing is bounded in number and dropped at the bound, because it is soon out of
 * date. Presence is never dropped but merged: the latest state of a user replaces an earlier one, so the queue is
 * bounded by the number of users.
 *
 * <p>Many threads offer, one thread polls. The monitor is a leaf: nothing is called while it is held.
 */
public final class SignalQueue {
    /** Users in one signal; more are sent in several signals. */
    public static final int USERS_MAX = 5_000;

    private final int typingMax;

    @GuardedBy("this")
    private final Deque<Signal.Typing> typing = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<Audience, Map<UserId, Boolean>> presence = new LinkedHashMap<>();

    public SignalQueue(int typingMax) {
        this.typingMax = typingMax;
    }

    /** Whether the signal was queued; otherwise it is dropped. */
    public synchronized boolean offer(Signal.Typing signal) {
        return typing.size() < typingMax && typing.add(signal);
    }

    public synchronized void offer(Map<Audience, Map<UserId, Boolean>> changes) {
        for (Map.Entry<Audience, Map<UserId, Boolean>> change : changes.entrySet()) {
            presence.computeIfAbsent(change.getKey(), _ -> new LinkedHashMap<>())
                    .putAll(change.getValue());
        }
    }

    /** The next signal. Presence first, because it is never dropped and must not wait for typing. */
    public synchronized Optional<Signal> poll() {
        return presence.isEmpty() ? Optional.ofNullable(typing.poll()) : Optional.of(pollPresence());
    }

    @GuardedBy("this")
    private Signal pollPresence() {
        var next = presence.entrySet().iterator().next();
        Map<UserId, Boolean> users = new LinkedHashMap<>();
        Iterator<Map.Entry<UserId, Boolean>> waiting =
                next.getValue().entrySet().iterator();
        while (waiting.hasNext() && users.size() < USERS_MAX) {
            Map.Entry<UserId, Boolean> state = waiting.next();
            users.put(state.getKey(), state.getValue());
            waiting.remove();
        }
        if (!waiting.hasNext()) presence.remove(next.getKey());
        return new Signal.Presence(next.getKey(), users);
    }
}
