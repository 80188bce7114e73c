package collab.client;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import collab.api.UserMeParams;
import collab.wire.CloseCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One user's live stream that resumes by itself: every event once and in order, across dropped sockets and restarts of gateway
 * and server. What can not be resumed is healed by a fresh bootstrap.
 *
 * <p>One virtual thread runs the session and calls the listener; the listener may block, the stream then waits for it. What the
 * listener throws ends nothing: it is handed to {@link Listener#failed}, and the next event follows.
 */
public final class LiveSession implements AutoCloseable {
    /** Where the session stands. */
    public enum State {
        /** A socket is being opened, or catches up. */
        CONNECTING,
        /** Events flow, and nothing is missing. */
        OPEN,
        /** The connection is gone, or nobody answers; another attempt follows. */
        WAITING,
        /** For good: closed, or the server will not have us. */
        STOPPED
    }

    /** Who is told. All calls come from the session's thread. */
    public interface Listener {
        /**
         * A fresh state, which replaces any earlier one. First of all, and again when a resume was impossible.
         *
         * @param state of the whole at its position {@code seq}; the events that follow lie behind it
         */
        default void booted(SessionBootstrapResult state) {}

        /**
         * Something happened: each event once and in order, and signals between them.
         *
         * @param event what, when, and where in the log
         */
        void event(LiveEvent event);

        /**
         * The session stands elsewhere now.
         *
         * @param state {@link State#STOPPED} is the last
         * @param why a sentence for people; empty when there is nothing to say
         */
        default void state(State state, String why) {}

        /**
         * The listener itself threw, from whichever method. The stream goes on behind that event: a message that a program could not
         * deal with is no reason to miss the others.
         *
         * @param failure what it threw; logged unless this is overridden
         */
        default void failed(RuntimeException failure) {
            LOG.log(Level.ERROR, "the listener of a live session failed", failure);
        }
    }

    /** What the socket's callbacks hand to the session's thread. */
    private sealed interface Arrival {
        record Frame(JsonNode json) implements Arrival {}

        record Closed(int code, String reason) implements Arrival {}
    }

    private static final System.Logger LOG = System.getLogger(LiveSession.class.getName());
    private static final int MESSAGE_CHARACTERS_MAX = 8 << 20;
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_MARGIN = Duration.ofSeconds(5);

    /** Not a code of any peer: the connection broke without a close frame. */
    private static final int BROKEN = 1006;

    private final CollabClient client;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean closed;

    // Only the session's thread.
    private final Inbox inbox = new Inbox();
    private final Backoff backoff = new Backoff(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            () -> ThreadLocalRandom.current().nextDouble());
    private long userId;
    private Duration stableAfter = Duration.ofSeconds(5);
    private Duration silenceMax = HELLO_TIMEOUT;

    private LiveSession(CollabClient client, Listener listener) {
        this.client = client;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("live-session").unstarted(this::run);
    }

    /**
     * Begins with a bootstrap.
     *
     * @param client whose user is followed; stays open as long as the session
     * @param listener who is told
     * @return the running session
     */
    public static LiveSession start(CollabClient client, Listener listener) {
        LiveSession session = new LiveSession(client, listener);
        session.thread.start();
        return session;
    }

    /**
     * Waits until the session has stopped, for whatever reason.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the session goes on
     */
    public void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        String why = "closed";
        try {
            boot();
            while (!closed) {
                Ending ending = connection();
                if (ending.stop()) {
                    why = ending.why();
                    break;
                }
                if (closed) break;
                tellState(State.WAITING, ending.why());
                Thread.sleep(ending.pause());
            }
        } catch (InterruptedException _) {
            // close() interrupts
        } catch (RuntimeException refused) { // or a state that this build does not understand
            if (!closed) why = said(refused); // close() interrupts the call under way, too
        } finally {
            tellState(State.STOPPED, why);
        }
    }

    /** A fresh state, tried again until the server answers or refuses. */
    private List<Inbox.Step> boot() throws InterruptedException {
        while (true) {
            try {
                SessionBootstrapResult state = client.call(SessionBootstrapParams.of());
                userId = state.user().id();
                tell(() -> listener.booted(state));
                return inbox.booted(state.epoch(), state.seq());
            } catch (CollabException failed) {
                if (closed || !failed.passing()) throw failed;
                tellState(State.WAITING, said(failed));
                Thread.sleep(backoff.next());
            }
        }
    }

    private void tellState(State state, String why) {
        tell(() -> listener.state(state, why));
    }

    /** Also a call that the listener made itself and that was refused says nothing of the session. */
    private void tell(Runnable word) {
        try {
            word.run();
        } catch (RuntimeException failure) {
            if (!closed) failed(failure); // close() interrupts what the listener waits for
        }
    }

    private void failed(RuntimeException failure) {
        try {
            listener.failed(failure);
        } catch (RuntimeException worse) {
            LOG.log(Level.ERROR, "the listener of a live session failed to say that it failed", worse);
        }
    }

    /** @param pause before the next attempt */
    private record Ending(boolean stop, Duration pause, String why) {}

    /** One socket, from its upgrade to its end. */
    private Ending connection() throws InterruptedException {
        tellState(State.CONNECTING, "");
        inbox.connecting();
        Receiver receiver = new Receiver();
        WebSocket socket;
        try {
            socket = open(receiver);
        } catch (CompletionException failed) {
            return refused(failed.getCause() == null ? failed : failed.getCause());
        }
        try {
            return receive(socket, receiver);
        } finally {
            socket.abort();
        }
    }

    private WebSocket open(Receiver receiver) {
        String query =
                "?resume_from=" + inbox.last() + "&epoch=" + URLEncoder.encode(inbox.epoch(), StandardCharsets.UTF_8);
        String scheme = "https".equals(client.base().getScheme()) ? "wss" : "ws";
        URI uri = URI.create(scheme + "://" + client.base().getRawAuthority() + "/ws/user/" + userId + query);
        WebSocket.Builder builder = client.http()
                .newWebSocketBuilder()
                .connectTimeout(HELLO_TIMEOUT)
                .subprotocols("collab.v2.json");
        client.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        return builder.buildAsync(uri, receiver).join();
    }

    /** The upgrade was refused: 401 and 403 are final, and whether a vague refusal is, the account itself can tell. */
    private Ending refused(Throwable failure) {
        if (failure instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            if (status == 401 || status == 403) {
                return new Ending(true, Duration.ZERO, "the gateway refused the socket with " + status);
            }
            return new Ending(false, backoff.next(), "the gateway answered " + status);
        }
        return new Ending(false, backoff.next(), client.base() + " does not answer: " + said(failure));
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    private Ending receive(WebSocket socket, Receiver receiver) throws InterruptedException {
        long openedAt = System.nanoTime();
        boolean greeted = false;
        Optional<Duration> drain = Optional.empty();
        silenceMax = HELLO_TIMEOUT;
        while (true) {
            Arrival arrival = receiver.arrivals.poll(silenceMax.toMillis(), TimeUnit.MILLISECONDS);
            if (greeted && System.nanoTime() - openedAt > stableAfter.toNanos()) backoff.reset();
            switch (arrival) {
                case null -> {
                    return new Ending(false, backoff.next(), "nothing heard for " + silenceMax.toSeconds() + " s");
                }
                case Arrival.Closed(int code, String reason) -> {
                    return ended(code, reason, greeted, System.nanoTime() - openedAt, drain);
                }
                case Arrival.Frame(JsonNode frame) -> {
                    Optional<Duration> known = drain;
                    List<Inbox.Step> steps = inbox.take(frame);
                    Optional<Ending> ending = follow(steps, socket);
                    if (ending.isPresent()) return ending.get();
                    greeted |= steps.stream().anyMatch(Inbox.Step.Hello.class::isInstance);
                    drain = draining(steps).or(() -> known);
                    socket.request(1);
                }
            }
        }
    }

    private static Optional<Duration> draining(List<Inbox.Step> steps) {
        return steps.stream()
                .filter(Inbox.Step.Draining.class::isInstance)
                .map(step -> Duration.ofMillis(((Inbox.Step.Draining) step).retryAfterMs()))
                .findFirst();
    }

    /** Does what the inbox asks for; answers an ending when the socket has to go. */
    private Optional<Ending> follow(List<Inbox.Step> steps, WebSocket socket) throws InterruptedException {
        for (Inbox.Step step : steps) {
            switch (step) {
                case Inbox.Step.Deliver(LiveEvent event) -> tell(() -> listener.event(event));
                case Inbox.Step.Pong(long ts, long last) -> {
                    if (!pong(socket, ts, last))
                        return Optional.of(new Ending(false, backoff.next(), "the socket is stuck"));
                }
                case Inbox.Step.Hello(JsonNode hello) -> greeted(hello);
                case Inbox.Step.CaughtUp _ -> tellState(State.OPEN, "");
                case Inbox.Step.Boot(String reason) -> {
                    tellState(State.CONNECTING, "resume failed: " + reason);
                    Optional<Ending> ending = follow(boot(), socket);
                    if (ending.isPresent()) return ending;
                    tellState(State.OPEN, "");
                }
                case Inbox.Step.Gap(long prev, long last) -> {
                    return Optional.of(leave(socket, 4210, "gap: prev " + prev + " is beyond " + last, Duration.ZERO));
                }
                case Inbox.Step.Nonsense(String why) -> {
                    return Optional.of(leave(socket, 1002, why, backoff.next()));
                }
                case Inbox.Step.Draining _ -> {
                    // the close that follows says when it is time
                }
            }
        }
        return Optional.empty();
    }

    private static Ending leave(WebSocket socket, int code, String why, Duration pause) throws InterruptedException {
        sent(socket.sendClose(code, why));
        return new Ending(false, pause, why);
    }

    private void greeted(JsonNode hello) {
        JsonNode wish = hello.path("backoff");
        backoff.bounds(
                Duration.ofMillis(wish.path("min_ms").asLong(500)),
                Duration.ofMillis(wish.path("max_ms").asLong(30_000)));
        stableAfter = Duration.ofMillis(wish.path("stable_ms").asLong(5_000));
        silenceMax = Duration.ofMillis(hello.path("heartbeat_ms").asLong(25_000)
                        + hello.path("pong_ms").asLong(10_000))
                .plus(SILENCE_MARGIN);
    }

    private static boolean pong(WebSocket socket, long ts, long last) throws InterruptedException {
        ObjectNode pong = Json.object().put("type", "pong").put("ts", ts).put("last", last);
        return sent(socket.sendText(new String(Json.bytes(pong), StandardCharsets.UTF_8), true));
    }

    /** One frame at a time, each within bounds: a peer that stopped reading is a broken one. */
    private static boolean sent(CompletableFuture<WebSocket> sending) throws InterruptedException {
        try {
            sending.get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    /** The range of the code is the reaction (DESIGN §6). */
    private Ending ended(int code, String reason, boolean greeted, long openNanos, Optional<Duration> drain) {
        String why = reason.isEmpty() ? "closed with " + code : "closed with " + code + ": " + reason;
        if (!greeted && code >= 1000 && code < 2000 && sessionEnded()) return new Ending(true, Duration.ZERO, why);
        return switch (CloseCode.reactionTo(code)) {
            case STOP -> new Ending(true, Duration.ZERO, why);
            case BACK_OFF -> new Ending(false, backoff.next(), why);
            case RETURN -> {
                boolean stable = greeted && openNanos > stableAfter.toNanos();
                Duration pause = stable || drain.isPresent() ? drain.orElse(Duration.ZERO) : backoff.next();
                yield new Ending(false, pause, why);
            }
        };
    }

    /** A close without a hello may hide a refusal that HTTP could not carry. */
    private boolean sessionEnded() {
        try {
            client.call(UserMeParams.of());
            return false;
        } catch (CollabException failed) {
            return failed instanceof CollabException.Unauthenticated;
        }
    }

    /**
     * Ends the session. The listener hears {@link State#STOPPED} last, and before this returns; when the listener itself calls, right
     * after it returns.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (Thread.currentThread() == thread) return;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Puts messages together and hands them over one by one: the next is asked for when the last was dealt with. */
    private static final class Receiver implements WebSocket.Listener {
        /** One message and one ending can wait at the same time. */
        private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(4);

        private static final CompletionStage<?> DEALT_WITH = CompletableFuture.completedStage(null);

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (text.length() > MESSAGE_CHARACTERS_MAX) {
                arrivals.offer(new Arrival.Closed(1009, "a message over " + MESSAGE_CHARACTERS_MAX + " characters"));
            } else if (last) {
                arrivals.offer(parsed());
                text.setLength(0);
            } else {
                socket.request(1);
            }
            return DEALT_WITH;
        }

        private Arrival parsed() {
            try {
                return new Arrival.Frame(Json.parse(text.toString()));
            } catch (MalformedJson malformed) {
                return new Arrival.Closed(1007, "not JSON: " + malformed.getMessage());
            }
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            arrivals.offer(new Arrival.Closed(1003, "a binary frame"));
            return DEALT_WITH;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            arrivals.offer(new Arrival.Closed(code, reason));
            return DEALT_WITH;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            arrivals.offer(new Arrival.Closed(BROKEN, said(error)));
        }
    }
}
