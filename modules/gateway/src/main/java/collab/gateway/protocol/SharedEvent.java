package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.wire.EventShape;
import collab.wire.ProtocolVersion;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of the stream on this gateway, rendered at most once per protocol version and then shared by every ring and every
 * queue it stands in. Confined to nobody: rendering is guarded by the event itself, a leaf.
 */
public final class SharedEvent {
    private final long seq;
    private final EventShape shape;
    private final Message event;
    private final OptionalLong revokedSession;
    private final Map<ProtocolVersion, Rendering> renderings = new EnumMap<>(ProtocolVersion.class);

    /**
     * @param seq 0 for a signal
     * @param shape of the version the event came in
     */
    public SharedEvent(long seq, EventShape shape, Message event) {
        this.seq = seq;
        this.shape = shape;
        this.event = event;
        this.revokedSession = shape.revokedSession(event);
    }

    public long seq() {
        return seq;
    }

    /** The frame in that version; empty when the version has no such event. */
    public synchronized Optional<EncodedFrame> frame(FrameFormat format) {
        return rendering(format).frame;
    }

    /**
     * What is sent to somebody whose last event was at {@code previous}. Most who are told of one event have the same event
     * behind them: they share it, and nothing is allocated for each.
     */
    public synchronized Optional<OutboundFrame> after(long previous, FrameFormat format) {
        Rendering rendering = rendering(format);
        if (rendering.previous != previous) {
            rendering.latest = rendering.frame.map(frame -> new OutboundFrame(frame, format.own(previous)));
            rendering.previous = previous;
        }
        return rendering.latest;
    }

    private Rendering rendering(FrameFormat format) {
        return renderings.computeIfAbsent(
                format.protocol(),
                _ -> new Rendering(
                        seq == 0 ? format.signal(shape.version(), event) : format.logged(seq, shape.version(), event)));
    }

    private static final class Rendering {
        private static final long NOBODY = -1;

        private final Optional<EncodedFrame> frame;
        private Optional<OutboundFrame> latest = Optional.empty();
        private long previous = NOBODY;

        Rendering(Optional<EncodedFrame> frame) {
            this.frame = frame;
        }
    }

    /** When it was committed; nothing for a signal. */
    public Optional<Instant> committedAt() {
        return seq == 0 ? Optional.empty() : shape.at(event);
    }

    /** Whether this event ends a login session, seen from a position at which the session was good. */
    public boolean revokes(long session, long goodAt) {
        return revokedSession.isPresent() && revokedSession.getAsLong() == session && seq > goodAt;
    }
}
