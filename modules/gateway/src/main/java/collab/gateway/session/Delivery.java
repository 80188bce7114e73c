package collab.gateway.session;

import collab.gateway.protocol.FrameFormat;
import collab.gateway.protocol.ResumeFailure;
import collab.gateway.protocol.SharedEvent;
import collab.websocket.EnqueueResult;
import collab.websocket.Socket;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.wire.CloseCode;
import java.util.List;
import java.util.Optional;

/**
 * The delivery of a user's events to one connection: its phase, its position, and every frame that depends on the position. Owned by
 * the {@link UserSession}; all calls are made with the session's lock held.
 *
 * <h2>Phases</h2>
 * {@code JOINED} (the socket is not open yet) → {@code CATCHING_UP} or {@code LIVE} → {@code ENDED}. While a connection catches up, one
 * thread pulls events for it, and events of the stream go to the replay ring only. The connection becomes live in the call in which
 * its position reaches the end of the ring, so no event is lost and none is sent twice. A client that does not resume starts at the
 * position of its hello; in version 1, which has no hello, it starts at the position at which it joined.
 */
final class Delivery {
    /** Events queued for a catching-up connection between two checks of its capacity; less than the soft limit of a queue. */
    private static final int STEP_EVENTS = 32;

    private static final int STEP_BYTES = 128 * 1024;

    private enum Phase {
        JOINED,
        CATCHING_UP,
        LIVE,
        ENDED
    }

    private final ClientConnection connection;
    private final Uplink uplink;
    private final GatewayMetrics metrics;

    /** The position of the session when the connection joined. */
    private final long joinedAt;

    private Phase phase = Phase.JOINED;

    /** The position of the last queued event, or the position at which this delivery started. */
    private long sent;

    /** All events up to here are queued or known to the client. */
    private long complete;

    private long resumedFrom;
    private long eventsSent;
    private boolean presenceStale;

    Delivery(ClientConnection connection, Uplink uplink, GatewayMetrics metrics, long joinedAt) {
        this.connection = connection;
        this.uplink = uplink;
        this.metrics = metrics;
        this.joinedAt = joinedAt;
    }

    ClientConnection connection() {
        return connection;
    }

    boolean isLive() {
        return phase == Phase.LIVE;
    }

    /** From now on no frame is queued. */
    void end() {
        phase = Phase.ENDED;
    }

    // ---- Start ----

    /** The socket is open: sends the hello and starts at the position that the client requested. */
    CatchUpStep open(ReplayRing ring) {
        if (phase != Phase.JOINED) return CatchUpStep.DONE;
        long position = position(ring);
        Optional<EncodedFrame> hello = format().hello(uplink.epoch(), position, connection.loginSession());
        hello.ifPresent(frame -> socket().enqueue(new OutboundFrame(frame)));
        return switch (connection.resume()) {
            case ResumeRequest.None _ -> hello.isEmpty() ? catchUp(ring, joinedAt) : startLive(position);
            case ResumeRequest.Malformed _ -> failResume(ring, ResumeFailure.MALFORMED);
            case ResumeRequest.From from -> resume(ring, from);
        };
    }

    private CatchUpStep resume(ReplayRing ring, ResumeRequest.From from) {
        if (from.epoch().filter(epoch -> !epoch.equals(uplink.epoch())).isPresent()) {
            return failResume(ring, ResumeFailure.EPOCH);
        }
        if (from.position() > Math.max(connection.headAtLogin(), uplink.head())) {
            return failResume(ring, ResumeFailure.FUTURE);
        }
        if (ring.serves(from.position())) metrics.ringHits.increment();
        else metrics.ringMisses.increment();
        return catchUp(ring, from.position());
    }

    private CatchUpStep startLive(long position) {
        sent = position;
        becomeLive(position);
        return CatchUpStep.DONE;
    }

    private void becomeLive(long position) {
        phase = Phase.LIVE;
        complete = position;
        presenceStale = true;
    }

    // ---- Catching up ----

    private CatchUpStep catchUp(ReplayRing ring, long from) {
        phase = Phase.CATCHING_UP;
        sent = from;
        complete = from;
        resumedFrom = from;
        return pull(ring);
    }

    /** Queues the next events of the ring, or makes the connection live. */
    CatchUpStep pull(ReplayRing ring) {
        if (phase != Phase.CATCHING_UP) return CatchUpStep.DONE;
        long position = position(ring);
        if (!ring.serves(complete)) return new CatchUpStep.ReadLog(uplink.epoch(), complete, position);
        int queued = 0;
        int bytes = 0;
        for (SharedEvent event : ring.after(complete, STEP_EVENTS)) {
            if (queued > 0 && bytes >= STEP_BYTES) return CatchUpStep.AWAIT_CAPACITY;
            if (!enqueue(event)) return CatchUpStep.SLOW;
            queued++;
            bytes = socket().bytesQueued();
        }
        if (complete < ring.last()) return CatchUpStep.AWAIT_CAPACITY;
        return finishCatchUp(Math.max(complete, position));
    }

    private CatchUpStep finishCatchUp(long to) {
        complete = to;
        Optional<EncodedFrame> resumed = format().resumed(resumedFrom, to, eventsSent);
        if (resumed.isPresent() && !enqueue(resumed.get())) return CatchUpStep.SLOW;
        if (connection.resume() instanceof ResumeRequest.From) metrics.resumed();
        becomeLive(to);
        return CatchUpStep.DONE;
    }

    /**
     * Queues events of the log from {@code index} on, up to one step.
     *
     * @return the index of the next event, or -1 when the queue is full
     */
    int feed(List<SharedEvent> events, int index) {
        int next = index;
        while (next < events.size() && next - index < STEP_EVENTS && phase == Phase.CATCHING_UP) {
            if (next > index && socket().bytesQueued() >= STEP_BYTES) break;
            if (!enqueue(events.get(next))) return -1;
            next++;
        }
        return phase == Phase.CATCHING_UP ? next : events.size();
    }

    /** All events of the log up to this position are queued. */
    void fedTo(long position) {
        complete = Math.max(complete, position);
    }

    /** The event log cannot serve the resume: sends the reason; the connection continues live. */
    CatchUpStep fail(ReplayRing ring, ResumeFailure reason) {
        return phase == Phase.CATCHING_UP ? failResume(ring, reason) : CatchUpStep.DONE;
    }

    private CatchUpStep failResume(ReplayRing ring, ResumeFailure reason) {
        long position = position(ring);
        long head = Math.max(position, uplink.head());
        if (!enqueue(format().resumeFailed(reason, head))) return CatchUpStep.SLOW;
        metrics.resumeFailed(reason);
        return startLive(position);
    }

    // ---- Live ----

    /** Queues an event of the stream. A connection whose queue is full ends and is closed. */
    void deliver(SharedEvent event, DeferredActions after) {
        if (event.seq() <= complete) return; // the client was ahead of this gateway
        if (enqueue(event)) {
            after.flush(socket());
        } else {
            end();
            after.close(connection, CloseCode.SLOW_CONSUMER, "too slow");
        }
    }

    /** Queues a signal; true when it was discarded because the reader is slow. */
    boolean signal(SharedEvent signal) {
        Optional<EncodedFrame> frame = signal.frame(format());
        if (frame.isEmpty() || socket().offerDroppable(frame.get()) != EnqueueResult.SHED) return false;
        presenceStale = true;
        return true;
    }

    /** Queues a presence snapshot if the connection needs one; true when it was discarded because the reader is slow. */
    boolean presence(SharedEvent snapshot) {
        if (!presenceStale) return false;
        presenceStale = false;
        return signal(snapshot);
    }

    /** The connection may have missed signals and needs a presence snapshot. */
    void markPresenceStale() {
        presenceStale = true;
    }

    /** Queues a ping. Its positions describe only events that are already in the queue. */
    CatchUpStep ping(ReplayRing ring, long timeMs) {
        if (phase != Phase.LIVE && phase != Phase.CATCHING_UP) return CatchUpStep.DONE;
        long head = phase == Phase.LIVE ? position(ring) : complete;
        return enqueue(format().ping(timeMs, sent, head, uplink.silenceMs())) ? CatchUpStep.DONE : CatchUpStep.SLOW;
    }

    // ---- Frames ----

    /** Queues an event; false when the queue is full. */
    private boolean enqueue(SharedEvent event) {
        Optional<OutboundFrame> frame = event.after(sent, format());
        if (frame.isPresent()) {
            if (socket().enqueue(frame.get()) == EnqueueResult.FULL) return false;
            sent = event.seq();
            eventsSent++;
        }
        complete = event.seq();
        return true;
    }

    private boolean enqueue(EncodedFrame frame) {
        return socket().enqueue(new OutboundFrame(frame)) != EnqueueResult.FULL;
    }

    private long position(ReplayRing ring) {
        return ring.position(uplink.applied());
    }

    private Socket socket() {
        return connection.socket();
    }

    private FrameFormat format() {
        return connection.format();
    }
}
