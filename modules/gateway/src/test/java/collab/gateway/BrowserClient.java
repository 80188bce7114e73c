package collab.gateway;

import collab.wire.socket.v2.ServerFrame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client over a real connection: records the frames that it receives, in order, and its close code. */
final class BrowserClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final List<String> V2 = List.of("collab.v2.json");

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private WebSocket socket;

    static BrowserClient open(Gateway gateway, long userId, String token, String query) {
        return openVersion(V2, gateway, userId, token, query);
    }

    static BrowserClient openWith(Gateway gateway, long userId, String... headers) {
        return connect(gateway, V2, "/ws/user/" + userId, headers);
    }

    /** @param protocols the offered subprotocols in order; an empty list selects version 1 */
    static BrowserClient openVersion(List<String> protocols, Gateway gateway, long userId, String token, String query) {
        return connect(gateway, protocols, "/ws/user/" + userId + query, "Authorization", "Bearer " + token);
    }

    private static BrowserClient connect(Gateway gateway, List<String> protocols, String path, String... headers) {
        BrowserClient browser = new BrowserClient();
        WebSocket.Builder builder = builder(protocols);
        for (int i = 0; i < headers.length; i += 2) builder.header(headers[i], headers[i + 1]);
        browser.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + path), browser)
                .join();
        return browser;
    }

    private static WebSocket.Builder builder(List<String> protocols) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        if (protocols.isEmpty()) return builder;
        return builder.subprotocols(
                protocols.getFirst(), protocols.subList(1, protocols.size()).toArray(String[]::new));
    }

    /** The HTTP status of a rejected upgrade. */
    static int rejectionStatus(Gateway gateway, String path, String... headers) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().subprotocols("collab.v2.json");
        for (int i = 0; i < headers.length; i += 2) builder.header(headers[i], headers[i + 1]);
        try {
            builder.buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + path), new BrowserClient())
                    .join()
                    .abort();
            throw new AssertionError("the upgrade was accepted: " + path);
        } catch (CompletionException e) {
            return statusOf(e).orElseThrow(() -> e);
        }
    }

    /** The HTTP status of a rejected upgrade; empty when it failed for another reason. */
    static OptionalInt statusOf(CompletionException failure) {
        return failure.getCause() instanceof WebSocketHandshakeException rejected
                ? OptionalInt.of(rejected.getResponse().statusCode())
                : OptionalInt.empty();
    }

    JsonNode next() throws InterruptedException {
        JsonNode frame = frames.poll(20, TimeUnit.SECONDS);
        if (frame == null) throw new AssertionError("no frame within 20 s; closed: " + closed);
        return frame;
    }

    /** The next frame of that type; skips presence events and pings. */
    JsonNode next(String type) throws InterruptedException {
        while (true) {
            JsonNode frame = next();
            String found = frame.path("type").asText();
            if (found.equals(type)) return frame;
            if (!found.startsWith("presence.") && !found.equals("ping")) {
                throw new AssertionError("expected " + type + ", got " + frame);
            }
        }
    }

    /** The confirmed subprotocol; empty for version 1 without a subprotocol. */
    String protocol() {
        return socket.getSubprotocol();
    }

    int closeCode() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    ServerFrame nextBinary() throws Exception {
        byte[] frame = binaries.poll(20, TimeUnit.SECONDS);
        if (frame == null) throw new AssertionError("no binary frame within 20 s; closed: " + closed);
        return ServerFrame.parseFrom(frame);
    }

    void send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (Exception e) {
                throw new IllegalStateException("not JSON: " + partial, e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        while (data.hasRemaining()) binary.write(data.get());
        if (last) {
            binaries.add(binary.toByteArray());
            binary.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
