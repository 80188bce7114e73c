package collab.fanout.presence;

import collab.domain.Audience;
import collab.domain.id.UserId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The signals that wait for one stream. Typing is bounded in number and shed at the bound: it is stale soon anyway. Presence is
 * never shed but merged, the last word on each person replacing an earlier one, and so bounded by the number of people.
 *
 * <p>Many threads offer, one takes. The monitor is a leaf: nothing is called while it is held.
 */
public final class SignalQueue {
    /** People in one signal; more are told in several. */
    public static final int PEOPLE_MAX = 5_000;

    private final int typingMax;

    /** Guarded by this, like what follows. */
    private final Deque<Signal.Typing> typing = new ArrayDeque<>();

    private final Map<Audience, Map<UserId, Boolean>> presence = new LinkedHashMap<>();

    public SignalQueue(int typingMax) {
        this.typingMax = typingMax;
    }

    /** Whether it was taken in; otherwise it is shed. */
    public synchronized boolean offer(Signal.Typing signal) {
        return typing.size() < typingMax && typing.add(signal);
    }

    public synchronized void offer(Map<Audience, Map<UserId, Boolean>> changes) {
        changes.forEach((audience, users) ->
                presence.computeIfAbsent(audience, _ -> new LinkedHashMap<>()).putAll(users));
    }

    /** The next one: presence first, for it is not shed and must not pile up behind typing. */
    public synchronized Optional<Signal> poll() {
        return presence.isEmpty() ? Optional.ofNullable(typing.poll()) : Optional.of(pollPresence());
    }

    private Signal pollPresence() {
        var next = presence.entrySet().iterator().next();
        Map<UserId, Boolean> users = new LinkedHashMap<>();
        Iterator<Map.Entry<UserId, Boolean>> waiting =
                next.getValue().entrySet().iterator();
        while (waiting.hasNext() && users.size() < PEOPLE_MAX) {
            Map.Entry<UserId, Boolean> one = waiting.next();
            users.put(one.getKey(), one.getValue());
            waiting.remove();
        }
        if (!waiting.hasNext()) presence.remove(next.getKey());
        return new Signal.Presence(next.getKey(), users);
    }
}
