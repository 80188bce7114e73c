package collab.gateway.protocol;

import collab.gateway.protocol.FrameFormat.Pong;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Parses the JSON messages of clients: an object of limited depth without duplicate members. */
final class ClientFrameParser {
    private static final int DEPTH_MAX = 16;

    /** Buffers that are shared by all sockets. By default Jackson retains one per thread, which is one per socket (ADR 51). */
    private static final int POOLED_BUFFERS_MAX = 64;

    private static final ObjectReader READER =
            new ObjectMapper(factory()).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ClientFrameParser() {}

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS_MAX))
                .build();
    }

    /** Parses a pong; empty when the message is not a pong. */
    static Optional<Pong> parsePong(byte[] utf8) {
        try {
            JsonNode message = READER.readTree(utf8);
            if (!message.isObject() || !message.path("type").asText().equals("pong")) return Optional.empty();
            JsonNode last = message.path("last");
            return Optional.of(
                    new Pong(last.isIntegralNumber() ? OptionalLong.of(last.asLong()) : OptionalLong.empty()));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading an array in memory failed", impossible);
        }
    }
}
