package collab.gateway;

import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import collab.wire.WireLimits;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The frames of version 2 as JSON text. */
final class JsonFrames implements FrameFormat {
    private final EventShapes shapes;
    private final EventShape shape;

    JsonFrames(EventShapes shapes) {
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
                .map(ours -> EncodedFrame.text(EventJson.loggedTail(shape, seq, ours)));
    }

    @Override
    public Optional<EncodedFrame> signal(int version, Message event) {
        return shapes.told(event, version, shape).map(ours -> EncodedFrame.text(EventJson.signal(shape, ours)));
    }

    @Override
    public byte[] own(long previous) {
        return ("{\"prev\":" + previous + ",").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Optional<EncodedFrame> hello(String epoch, long head, long session) {
        ObjectNode hello = JsonNodeFactory.instance.objectNode();
        hello.put("type", "hello").put("v", shape.version()).put("epoch", epoch).put("head", head);
        hello.put("session", Long.toString(session));
        hello.put("heartbeat_ms", WireLimits.PING_INTERVAL.toMillis());
        hello.put("pong_ms", WireLimits.PONG_DEADLINE.toMillis());
        hello.putObject("backoff")
                .put("min_ms", WireLimits.BACKOFF_MIN.toMillis())
                .put("max_ms", WireLimits.BACKOFF_MAX.toMillis())
                .put("stable_ms", WireLimits.BACKOFF_STABLE.toMillis());
        return Optional.of(EncodedFrame.text(hello.toString()));
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
    public EncodedFrame resumeFailed(ResumeFailure why, long head) {
        return EncodedFrame.text(
                "{\"type\":\"resume.failed\",\"reason\":\"" + why.word() + "\",\"head\":" + head + "}");
    }

    @Override
    public Optional<EncodedFrame> draining(long retryAfterMs) {
        return Optional.of(EncodedFrame.text("{\"type\":\"draining\",\"retry_after_ms\":" + retryAfterMs + "}"));
    }

    @Override
    public Optional<Pong> read(byte[] message) {
        return ClientJson.pong(message);
    }
}
