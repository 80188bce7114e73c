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

/** Encodes the frames of one protocol version and parses the frames of its clients. */
public interface FrameFormat {

    /** One format for each version that a client may negotiate. */
    static Map<ProtocolVersion, FrameFormat> all(EventShapes shapes) {
        return Stream.of(new FlatJsonFrames(shapes), new JsonFrames(shapes), new ProtoFrames(shapes))
                .collect(Collectors.toUnmodifiableMap(FrameFormat::protocol, Function.identity()));
    }

    ProtocolVersion protocol();

    /**
     * The shared part of a logged event; empty when this version does not have the event. {@link #recipientBytes} completes it for
     * each recipient.
     */
    Optional<EncodedFrame> logged(long seq, int version, Message event);

    /** A signal; empty when this version does not have it. */
    Optional<EncodedFrame> signal(int version, Message event);

    /** The recipient part of a logged event, for recipients whose previous event was at {@code previous}. */
    byte[] recipientBytes(long previous);

    /** The first frame of a connection; empty in version 1. */
    Optional<EncodedFrame> hello(String epoch, long head, long session);

    EncodedFrame ping(long timeMs, long previous, long head, long silenceMs);

    /** The end of a successful resume; empty in version 1. */
    Optional<EncodedFrame> resumed(long from, long to, long count);

    EncodedFrame resumeFailed(ResumeFailure reason, long head);

    /** The time after which the client may reconnect; empty in version 1, which closes only. */
    Optional<EncodedFrame> draining(long retryAfterMs);

    /** Parses a client's message; empty when it is not a valid pong, the only message that a client may send. */
    Optional<Pong> parse(byte[] message);

    /**
     * The answer of a client to a ping.
     *
     * @param last the position up to which the client has all events; empty in version 1
     */
    record Pong(OptionalLong last) {}
}
