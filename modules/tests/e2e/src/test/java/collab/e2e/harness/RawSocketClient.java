package collab.e2e.harness;

import collab.wire.socket.v2.ServerFrame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A WebSocket of any protocol version, on the JDK's WebSocket client. It records frames and checks nothing. Of binary
 * frames it keeps, as JSON, the members that tests use.
 */
public final class RawSocketClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final AwaitableState<List<JsonNode>> frames = new AwaitableState<>(new ArrayList<>());
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final WebSocket socket;

    private RawSocketClient(RpcCaller caller, List<String> protocols, String query) {
        URI base = caller.base();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().header("Authorization", "Bearer " + caller.token());
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.getFirst(), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        this.socket = builder.buildAsync(
                        URI.create("ws://" + base.getAuthority() + "/ws/user/" + caller.userId() + query), this)
                .join();
    }

    /** @param protocols offered, the preferred one first; an empty list means version 1 */
    public static RawSocketClient open(RpcCaller caller, List<String> protocols, String query) {
        return new RawSocketClient(caller, protocols, query);
    }

    /** The protocol that the gateway selected; empty when none was offered. */
    public String protocol() {
        return socket.getSubprotocol();
    }

    JsonNode await(String what, Predicate<JsonNode> condition) {
        frames.await(
                TIMEOUT,
                () -> what + "; frames: " + all(),
                received -> received.stream().anyMatch(condition));
        return frames.read(
                received -> received.stream().filter(condition).findFirst().orElseThrow());
    }

    public JsonNode awaitSeq(long seq) {
        return await("event " + seq, frame -> frame.path("seq").longValue() == seq);
    }

    public JsonNode awaitType(String type) {
        return await(type, frame -> frame.path("type").asText().equals(type));
    }

    public List<JsonNode> all() {
        return frames.read(List::copyOf);
    }

    /** The positions of the logged events, in the order of arrival. */
    public List<Long> seqs() {
        return all().stream()
                .filter(frame -> frame.has("seq"))
                .map(frame -> frame.get("seq").longValue())
                .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            keep(TestJson.parse(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        while (part.hasRemaining()) binary.write(part.get());
        if (last) {
            keep(json(binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    private void keep(JsonNode frame) {
        frames.change(received -> received.add(frame));
    }

    private static JsonNode json(byte[] message) {
        try {
            ServerFrame frame = ServerFrame.parseFrom(message);
            ObjectNode json =
                    TestJson.object().put("type", frame.getKindCase().name().toLowerCase(java.util.Locale.ROOT));
            if (frame.getSeq() > 0) json.put("seq", frame.getSeq()).put("prev", frame.getPrev());
            if (frame.getEvent().hasMessageCreated()) {
                json.put(
                        "text",
                        frame.getEvent().getMessageCreated().getMessage().getText());
            }
            return json;
        } catch (InvalidProtocolBufferException invalid) {
            throw new AssertionError("a binary frame that is not a ServerFrame", invalid);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
