package collab.gateway;

import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import collab.wire.WireLimits;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The frames of version 2 as JSON text. */
final class JsonFrames implements FrameFormat {
    private static final ObjectReader READER =
            new ObjectMapper(factory()).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final EventShapes shapes;
    private final EventShape shape;

    JsonFrames(EventShapes shapes) {
        this.shapes = shapes;
        this.shape = shapes.shape(ProtocolVersion.V2_JSON.events());
    }

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(16).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    @Override
    public ProtocolVersion protocol() {
        return ProtocolVersion.V2_JSON;
    }

    @Override
    public Optional<EncodedFrame> logged(long seq, int version, Message event) {
        return converted(version, event).map(ours -> EncodedFrame.text(EventJson.loggedTail(shape, seq, ours)));
    }

    @Override
    public Optional<EncodedFrame> signal(int version, Message event) {
        return converted(version, event).map(ours -> EncodedFrame.text(EventJson.signal(shape, ours)));
    }

    private Optional<Message> converted(int version, Message event) {
        return shapes.convert(event, version, shape.version())
                .filter(ours -> shape.type(ours).isPresent());
    }

    @Override
    public byte[] own(long previous) {
        return ("{\"prev\":" + previous + ",").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public EncodedFrame hello(String epoch, long head, long session) {
        ObjectNode hello = JsonNodeFactory.instance.objectNode();
        hello.put("type", "hello").put("v", shape.version()).put("epoch", epoch).put("head", head);
        hello.put("session", Long.toString(session));
        hello.put("heartbeat_ms", WireLimits.PING_INTERVAL.toMillis());
        hello.put("pong_ms", WireLimits.PONG_DEADLINE.toMillis());
        hello.putObject("backoff")
                .put("min_ms", WireLimits.BACKOFF_MIN.toMillis())
                .put("max_ms", WireLimits.BACKOFF_MAX.toMillis())
                .put("stable_ms", WireLimits.BACKOFF_STABLE.toMillis());
        return EncodedFrame.text(hello.toString());
    }

    @Override
    public EncodedFrame ping(long timeMs, long previous, long head, long silenceMs) {
        return EncodedFrame.text("{\"type\":\"ping\",\"ts\":" + timeMs + ",\"prev\":" + previous + ",\"head\":" + head
                + ",\"lag_ms\":" + silenceMs + "}");
    }

    @Override
    public EncodedFrame resumed(long from, long to, long count) {
        return EncodedFrame.text(
                "{\"type\":\"resumed\",\"from\":" + from + ",\"to\":" + to + ",\"count\":" + count + "}");
    }

    @Override
    public EncodedFrame resumeFailed(ResumeFailure why, long head) {
        return EncodedFrame.text(
                "{\"type\":\"resume.failed\",\"reason\":\"" + why.word() + "\",\"head\":" + head + "}");
    }

    @Override
    public EncodedFrame draining(long retryAfterMs) {
        return EncodedFrame.text("{\"type\":\"draining\",\"retry_after_ms\":" + retryAfterMs + "}");
    }

    @Override
    public Optional<Pong> read(byte[] utf8) {
        try {
            JsonNode message = READER.readTree(utf8);
            if (!message.isObject() || !message.path("type").asText().equals("pong")) return Optional.empty();
            return Optional.of(new Pong(message.path("last").asLong()));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }
}
