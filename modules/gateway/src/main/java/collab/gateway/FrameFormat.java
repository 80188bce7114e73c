package collab.gateway;

import collab.wire.ProtocolVersion;
import com.google.protobuf.Message;
import java.util.Optional;

/** How one protocol version writes its frames and reads a client's. */
interface FrameFormat {

    ProtocolVersion protocol();

    /** An event for everybody; empty when this version has no such event. Completed by {@link #own} for each recipient. */
    Optional<EncodedFrame> logged(long seq, int version, Message event);

    /** A signal; empty when this version has none like it. */
    Optional<EncodedFrame> signal(int version, Message event);

    /** The recipient's own part of a logged event. */
    byte[] own(long previous);

    EncodedFrame hello(String epoch, long head, long session);

    EncodedFrame ping(long timeMs, long previous, long head, long silenceMs);

    EncodedFrame resumed(long from, long to, long count);

    EncodedFrame resumeFailed(ResumeFailure why, long head);

    EncodedFrame draining(long retryAfterMs);

    /** What a client's message is; empty when clients may not send it. */
    Optional<Pong> read(byte[] utf8);

    /**
     * The one thing a client says.
     *
     * @param last the position up to which it is complete
     */
    record Pong(long last) {}
}
