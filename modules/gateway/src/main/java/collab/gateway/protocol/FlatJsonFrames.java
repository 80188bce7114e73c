package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The frames of version 1: events as flat JSON text, ping, pong and resume.failed. */
public final class FlatJsonFrames implements FrameFormat {
    private static final byte[] OBJECT_START = "{".getBytes(StandardCharsets.US_ASCII);
    private static final EncodedFrame RESUME_FAILED = EncodedFrame.text("{\"type\":\"resume.failed\"}");

    private final EventShapes shapes;
    private final EventShape shape;

    public FlatJsonFrames(EventShapes shapes) {
        this.shapes = shapes;
        this.shape = shapes.shape(ProtocolVersion.V1_JSON.events());
    }

    @Override
    public ProtocolVersion protocol() {
        return ProtocolVersion.V1_JSON;
    }

    @Override
    public Optional<EncodedFrame> logged(long seq, int version, Message event) {
        return shapes.told(event, version, shape)
                .map(converted -> EncodedFrame.text(EventJson.loggedTail(shape, seq, converted)));
    }

    @Override
    public Optional<EncodedFrame> signal(int version, Message event) {
        return shapes.told(event, version, shape)
                .map(converted -> EncodedFrame.text(EventJson.signal(shape, converted)));
    }

    @Override
    public byte[] recipientBytes(long previous) {
        return OBJECT_START;
    }

    @Override
    public Optional<EncodedFrame> hello(String epoch, long head, long session) {
        return Optional.empty();
    }

    @Override
    public EncodedFrame ping(long timeMs, long previous, long head, long silenceMs) {
        return EncodedFrame.text("{\"type\":\"ping\",\"ts\":" + timeMs + "}");
    }

    @Override
    public Optional<EncodedFrame> resumed(long from, long to, long count) {
        return Optional.empty();
    }

    @Override
    public EncodedFrame resumeFailed(ResumeFailure reason, long head) {
        return RESUME_FAILED;
    }

    @Override
    public Optional<EncodedFrame> draining(long retryAfterMs) {
        return Optional.empty();
    }

    @Override
    public Optional<Pong> parse(byte[] message) {
        return ClientFrameParser.parsePong(message);
    }
}
