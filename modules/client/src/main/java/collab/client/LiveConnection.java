package collab.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One socket of a live session. Messages are assembled and passed on one at a time: the next is requested after the session has dealt with
 * the previous one, so that a slow listener slows down the server.
 *
 * <p>Sends come from the session's thread alone; the callbacks come from threads of the HTTP client.
 */
final class LiveConnection implements WebSocket.Listener {
    private static final int MESSAGE_CHARACTERS_MAX = 8 << 20;
    private static final int CLOSE_REASON_CHARACTERS_MAX = 41; // at most 123 bytes
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final CompletionStage<?> DEALT_WITH = CompletableFuture.completedStage(null);

    private final Consumer<LiveInput> inputs;
    private final StringBuilder text = new StringBuilder(); // callbacks come one at a time

    @GuardedBy("this")
    private Optional<WebSocket> socket = Optional.empty();

    @GuardedBy("this")
    private boolean abandoned;

    private LiveConnection(Consumer<LiveInput> inputs) {
        this.inputs = inputs;
    }

    /**
     * Begin to open a socket.
     *
     * @param inputs receives what happens on it, from other threads
     */
    static LiveConnection open(CollabClient client, URI address, Consumer<LiveInput> inputs) {
        LiveConnection connection = new LiveConnection(inputs);
        WebSocket.Builder builder = client.http()
                .newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .subprotocols("collab.v2.json");
        client.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        CompletableFuture<WebSocket> _ = builder.buildAsync(address, connection).whenComplete((_, failure) -> {
            if (failure != null) inputs.accept(new LiveInput.Refused(connection, cause(failure)));
        });
        return connection;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    // ---- Calls of the session's thread ----

    /** {@return whether the peer takes it in time} */
    boolean send(String frame) throws InterruptedException {
        Optional<WebSocket> open = socket();
        return open.isPresent() && completes(open.get().sendText(frame, true), SEND_TIMEOUT);
    }

    /** Request the next message. */
    void request() {
        socket().ifPresent(open -> open.request(1));
    }

    /** Send a close frame, if the peer takes it within a second, and abandon the socket. */
    void close(int code, String reason) throws InterruptedException {
        Optional<WebSocket> open = socket();
        if (open.isPresent()) {
            String shortened = reason.substring(0, Math.min(reason.length(), CLOSE_REASON_CHARACTERS_MAX));
            completes(open.get().sendClose(code, shortened), CLOSE_TIMEOUT);
        }
        abandon();
    }

    /** Release the socket, also one that is not open yet. */
    synchronized void abandon() {
        abandoned = true;
        socket.ifPresent(WebSocket::abort);
    }

    private synchronized Optional<WebSocket> socket() {
        return socket;
    }

    private static boolean completes(CompletableFuture<WebSocket> sending, Duration timeout)
            throws InterruptedException {
        try {
            sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    // ---- Callbacks ----

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = Optional.of(opened);
            if (abandoned) opened.abort();
        }
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket opened, CharSequence data, boolean last) {
        text.append(data);
        if (text.length() > MESSAGE_CHARACTERS_MAX) {
            inputs.accept(
                    new LiveInput.Unreadable(this, "a message of more than " + MESSAGE_CHARACTERS_MAX + " characters"));
        } else if (last) {
            inputs.accept(new LiveInput.Message(this, text.toString()));
            text.setLength(0);
        } else {
            opened.request(1);
        }
        return DEALT_WITH;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket opened, ByteBuffer data, boolean last) {
        inputs.accept(new LiveInput.Unreadable(this, "a binary message"));
        return DEALT_WITH;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket opened, int code, String reason) {
        inputs.accept(new LiveInput.Closed(this, code, reason));
        return DEALT_WITH;
    }

    @Override
    public void onError(WebSocket opened, Throwable error) {
        inputs.accept(new LiveInput.Closed(this, LiveProtocol.ABNORMAL, CollabException.describe(error)));
    }
}
