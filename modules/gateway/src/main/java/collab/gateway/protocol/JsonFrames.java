package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import collab.wire.WireLimits;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The frames of version 2 as JSON text. */
public final class JsonFrames implements FrameFormat {
    /** The constant part of a hello. Built from strings, because Jackson's writer retains 8 KB per thread (ADR 51). */
    private static final String HELLO_TAIL = ",\"heartbeat_ms\":" + WireLimits.PING_INTERVAL.toMillis()
            + ",\"pong_ms\":"
            + WireLimits.PONG_DEADLINE.toMillis() + ",\"backoff\":{\"min_ms\":" + WireLimits.BACKOFF_MIN.toMillis()
            + ",\"max_ms\":" + WireLimits.BACKOFF_MAX.toMillis() + ",\"stable_ms\":"
            + WireLimits.BACKOFF_STABLE.toMillis()
            + "}}";

    private final EventShapes shapes;
    private final EventShape shape;

    public JsonFrames(EventShapes shapes) {
        this.shapes = shapes;
        this.shape = shapes.shape(ProtocolVersion.V2_JSON.events());
    }

    @Override
    public ProtocolVersion protocol() {
        return ProtocolVersion.V2_JSON;
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
        return ("{\"prev\":" + previous + ",").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Optional<EncodedFrame> hello(String epoch, long head, long session) {
        String quotedEpoch = new String(JsonStringEncoder.getInstance().quoteAsUTF8(epoch), StandardCharsets.UTF_8);
        return Optional.of(EncodedFrame.text("{\"type\":\"hello\",\"v\":" + shape.version() + ",\"epoch\":\""
                + quotedEpoch + "\",\"head\":" + head + ",\"session\":\"" + session + "\"" + HELLO_TAIL));
    }

    @Override
    public EncodedFrame ping(long timeMs, long previous, long head, long silenceMs) {
        return EncodedFrame.text("{\"type\":\"ping\",\"ts\":" + timeMs + ",\"prev\":" + previous + ",\"head\":" + head
                + ",\"lag_ms\":" + silenceMs + "}");
    }

    @Override
    public Optional<EncodedFrame> resumed(long from, long to, long count) {
        return Optional.of(EncodedFrame.text(
                "{\"type\":\"resumed\",\"from\":" + from + ",\"to\":" + to + ",\"count\":" + count + "}"));
    }

    @Override
    public EncodedFrame resumeFailed(ResumeFailure reason, long head) {
        return EncodedFrame.text(
                "{\"type\":\"resume.failed\",\"reason\":\"" + reason.wireName() + "\",\"head\":" + head + "}");
    }

    @Override
    public Optional<EncodedFrame> draining(long retryAfterMs) {
        return Optional.of(EncodedFrame.text("{\"type\":\"draining\",\"retry_after_ms\":" + retryAfterMs + "}"));
    }

    @Override
    public Optional<Pong> parse(byte[] message) {
        return ClientFrameParser.parsePong(message);
    }
}
