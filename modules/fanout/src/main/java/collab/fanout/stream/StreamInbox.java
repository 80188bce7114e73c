package collab.fanout.stream;

import static java.util.Objects.requireNonNull;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.fanout.config.FanoutConfig;
import collab.fanout.presence.Signal;
import collab.fanout.presence.SignalQueue;
import collab.wire.link.v1.AttachRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The work that other threads queue for the sender of one stream. Any thread adds, and no call that adds blocks; only
 * the sender takes and waits. Each addition wakes the sender.
 *
 * <p>Requests and typing signals are bounded in number; of heartbeats, snapshots and probes only the latest is kept.
 */
final class StreamInbox {
    private final WakeupSignal wakeup = new WakeupSignal();
    private final Queue<AttachRequest> requests;
    private final SignalQueue signals;
    private final AtomicReference<Optional<CommitProbe.Probe>> probe = new AtomicReference<>(Optional.empty());
    private volatile boolean heartbeatIsDue;
    private volatile boolean presenceIsComplete;

    StreamInbox(FanoutConfig.StreamBounds bounds) {
        this.requests = new LinkedBlockingQueue<>(bounds.requestsMax());
        this.signals = new SignalQueue(bounds.signalsMax());
    }

    // ---- Called by any thread ----

    /** Whether the request was queued; otherwise too many are waiting. */
    boolean add(AttachRequest request) {
        boolean added = requests.offer(request);
        wakeup.signal();
        return added;
    }

    /** Whether the signal was queued; otherwise it is dropped. */
    boolean add(Signal.Typing signal) {
        boolean added = signals.offer(signal);
        wakeup.signal();
        return added;
    }

    void add(Map<Audience, Map<UserId, Boolean>> changes) {
        signals.offer(changes);
        wakeup.signal();
    }

    /** Replaces a probe that still waits. */
    void add(CommitProbe.Probe newer) {
        probe.set(Optional.of(newer));
        wakeup.signal();
    }

    void requestHeartbeat() {
        heartbeatIsDue = true;
        wakeup.signal();
    }

    /** From now on it is certain who is offline. */
    void notePresenceIsComplete() {
        presenceIsComplete = true;
        wakeup.signal();
    }

    /** Signalled when there is work elsewhere: new events, credit, or the end of the stream. */
    WakeupSignal wakeup() {
        return wakeup;
    }

    // ---- Called by the sender ----

    /** Returns after the next addition or signal since the last return. */
    void await() {
        wakeup.await();
    }

    Optional<AttachRequest> pollRequest() {
        return Optional.ofNullable(requests.poll());
    }

    Optional<Signal> pollSignal() {
        return signals.poll();
    }

    /** The waiting probe, if everything up to its position was sent. */
    Optional<CommitProbe.Probe> pollProbe(LogPosition cursor) {
        Optional<CommitProbe.Probe> waiting = requireNonNull(probe.get());
        if (waiting.isEmpty() || waiting.get().head().isAfter(cursor)) return Optional.empty();
        probe.compareAndSet(waiting, Optional.empty());
        return waiting;
    }

    boolean pollHeartbeat() {
        boolean due = heartbeatIsDue;
        if (due) heartbeatIsDue = false;
        return due;
    }

    boolean pollPresenceIsComplete() {
        boolean complete = presenceIsComplete;
        if (complete) presenceIsComplete = false;
        return complete;
    }
}
