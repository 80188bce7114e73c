package collab.gateway;

import collab.wire.ProtocolVersion;
import collab.wire.event.v2.Event;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One event of the stream on this gateway, rendered at most once per protocol version and then shared by every ring and every
 * queue it stands in. Confined to nobody: rendering is guarded by the event itself, a leaf.
 */
final class SharedEvent {
    private final long seq;
    private final int version;
    private final Message event;
    private final Map<ProtocolVersion, Optional<EncodedFrame>> frames = new EnumMap<>(ProtocolVersion.class);

    /** @param seq 0 for a signal */
    SharedEvent(long seq, int version, Message event) {
        this.seq = seq;
        this.version = version;
        this.event = event;
    }

    long seq() {
        return seq;
    }

    /** The frame in that version; empty when the version has no such event. */
    synchronized Optional<EncodedFrame> frame(FrameFormat format) {
        return frames.computeIfAbsent(
                format.protocol(), _ -> seq == 0 ? format.signal(version, event) : format.logged(seq, version, event));
    }

    /** When it was committed; nothing for a signal. */
    Optional<Instant> committedAt() {
        if (seq == 0 || !(event instanceof Event ours) || !ours.hasAt()) return Optional.empty();
        return Optional.of(
                Instant.ofEpochSecond(ours.getAt().getSeconds(), ours.getAt().getNanos()));
    }

    /** Whether this event ends a login session, seen from a position at which the session was good. */
    boolean revokes(long session, long goodAt) {
        return seq > goodAt
                && event instanceof Event ours
                && ours.hasSessionRevoked()
                && ours.getSessionRevoked().getSession() == session;
    }
}
