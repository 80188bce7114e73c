package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How one protocol version writes its frames and reads a client's. */
public interface FrameFormat {

    /** One for every version a browser may choose. */
    static Map<ProtocolVersion, FrameFormat> all(EventShapes shapes) {
        return Stream.of(new FlatJsonFrames(shapes), new JsonFrames(shapes), new ProtoFrames(shapes))
                .collect(Collectors.toUnmodifiableMap(FrameFormat::protocol, Function.identity()));
    }

    ProtocolVersion protocol();

    /** An event for everybody; empty when this version has no such event. Completed by {@link #own} for each recipient. */
    Optional<EncodedFrame> logged(long seq, int version, Message event);

    /** A signal; empty when this version has none like it. */
    Optional<EncodedFrame> signal(int version, Message event);

    /** The part of a logged event that is for those only whose last event was at {@code previous}. */
    byte[] own(long previous);

    /** What is said first; nothing in version 1. */
    Optional<EncodedFrame> hello(String epoch, long head, long session);

    EncodedFrame ping(long timeMs, long previous, long head, long silenceMs);

    /** That the past has been told; version 1 does not say it. */
    Optional<EncodedFrame> resumed(long from, long to, long count);

    EncodedFrame resumeFailed(ResumeFailure why, long head);

    /** When to come back; version 1 only closes. */
    Optional<EncodedFrame> draining(long retryAfterMs);

    /** What a client's message is; empty when clients may not send it. */
    Optional<Pong> read(byte[] message);

    /**
     * The one thing a client says.
     *
     * @param last the position up to which it is complete; version 1 does not say
     */
    record Pong(OptionalLong last) {}
}
