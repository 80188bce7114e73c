package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.wire.EventShape;
import collab.wire.ProtocolVersion;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of the stream, encoded at most once per protocol version and shared by all replay rings and queues that contain it.
 * Thread-safe: encoding is guarded by the monitor of the event, which is a leaf.
 */
public final class SharedEvent {
    private final long seq;
    private final EventShape shape;
    private final Message event;
    private final OptionalLong revokedSession;

    @GuardedBy("this")
    private final Map<ProtocolVersion, Encoding> encodings = new EnumMap<>(ProtocolVersion.class);

    /**
     * @param seq the position in the event log; 0 for a signal
     * @param shape the version in which the event was received
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

    /** The shared frame in a format; empty when the format does not have the event. */
    public synchronized Optional<EncodedFrame> frame(FrameFormat format) {
        return encoding(format).frame;
    }

    /**
     * The frame for a recipient whose previous event was at {@code previous}. Most recipients of an event have the same previous
     * event and share one frame without an allocation for each.
     */
    public synchronized Optional<OutboundFrame> after(long previous, FrameFormat format) {
        Encoding encoding = encoding(format);
        if (encoding.previous != previous) {
            encoding.latest = encoding.frame.map(frame -> new OutboundFrame(frame, format.recipientBytes(previous)));
            encoding.previous = previous;
        }
        return encoding.latest;
    }

    @GuardedBy("this")
    private Encoding encoding(FrameFormat format) {
        return encodings.computeIfAbsent(
                format.protocol(),
                _ -> new Encoding(
                        seq == 0 ? format.signal(shape.version(), event) : format.logged(seq, shape.version(), event)));
    }

    /** The frame of one protocol version, and the variant for the most recent previous position. */
    private static final class Encoding {
        private static final long NONE = -1;

        private final Optional<EncodedFrame> frame;
        private Optional<OutboundFrame> latest = Optional.empty();
        private long previous = NONE;

        Encoding(Optional<EncodedFrame> frame) {
            this.frame = frame;
        }
    }

    /** When the event was committed; empty for a signal. */
    public Optional<Instant> committedAt() {
        return seq == 0 ? Optional.empty() : shape.at(event);
    }

    /** Whether this event revokes any login session. */
    public boolean isRevocation() {
        return revokedSession.isPresent();
    }

    /** Whether this event revokes a login session that was valid at position {@code validAt}. */
    public boolean revokes(long session, long validAt) {
        return revokedSession.isPresent() && revokedSession.getAsLong() == session && seq > validAt;
    }
}
