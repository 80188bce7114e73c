package collab.client;

import collab.api.Json;
import collab.api.SessionBootstrapParams;
import collab.api.SessionBootstrapResult;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The work of a live session's thread: takes inputs and the passing of time to {@link LiveProtocol} and performs the actions. The listener is
 * called here and may block; meanwhile no further message is requested.
 */
final class LiveLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(LiveSession.class.getName());
    private static final String CLOSED = "closed";

    private final CollabClient client;
    private final LiveSession.Listener listener;
    private final LiveProtocol protocol =
            new LiveProtocol(() -> ThreadLocalRandom.current().nextDouble());

    /** Holds at most one message and one end of each socket, and one answer of a call. */
    private final BlockingQueue<LiveInput> inputs = new LinkedBlockingQueue<>();

    private volatile boolean closed;

    // Only the session's thread.
    private Optional<LiveConnection> connection = Optional.empty();
    private Optional<Thread> call = Optional.empty();
    private LiveSession.State reported = LiveSession.State.WAITING;
    private Optional<String> stopped = Optional.empty();

    LiveLoop(CollabClient client, LiveSession.Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** End the loop; the caller then interrupts its thread. */
    void close() {
        closed = true;
    }

    @Override
    public void run() {
        try {
            perform(protocol.start());
            while (stopped.isEmpty()) take(next());
        } catch (InterruptedException _) {
            // close() interrupts
        } catch (RuntimeException failure) { // for example a state that this build does not understand
            stopped = stopped.or(() -> Optional.of(CollabException.describe(failure)));
        } finally {
            release();
            String why = closed ? CLOSED : stopped.orElse(CLOSED);
            notify(() -> listener.state(LiveSession.State.STOPPED, why));
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    // ---- Inputs ----

    private Optional<LiveInput> next() throws InterruptedException {
        long deadlineMs = protocol.deadlineMs();
        if (deadlineMs == Long.MAX_VALUE) return Optional.of(inputs.take());
        return Optional.ofNullable(inputs.poll(Math.max(0, deadlineMs - nowMs()), TimeUnit.MILLISECONDS));
    }

    private void take(Optional<LiveInput> input) throws InterruptedException {
        if (input.isEmpty()) {
            perform(protocol.tick(nowMs()));
            return;
        }
        switch (input.get()) {
            case LiveInput.Answered(long id, JsonNode result) -> perform(protocol.answered(id, result, nowMs()));
            case LiveInput.Failed(long id, RuntimeException failure) -> perform(protocol.failed(id, failure, nowMs()));
            case LiveInput.OfSocket ofSocket -> {
                if (isCurrent(ofSocket.connection())) takeFromSocket(ofSocket);
            }
        }
    }

    private boolean isCurrent(LiveConnection candidate) {
        return connection.filter(current -> current == candidate).isPresent();
    }

    private void takeFromSocket(LiveInput.OfSocket input) throws InterruptedException {
        switch (input) {
            case LiveInput.Message(LiveConnection from, String text) -> {
                perform(protocol.message(text, nowMs()));
                if (!isCurrent(from)) return;
                protocol.awaitMessage(nowMs()); // the listener may have blocked
                from.request();
            }
            case LiveInput.Unreadable(LiveConnection _, String why) -> perform(protocol.unreadable(why, nowMs()));
            case LiveInput.Closed(LiveConnection _, int code, String reason) -> ended(code, reason);
            case LiveInput.Refused(LiveConnection _, Throwable failure) -> refused(failure);
        }
    }

    private void ended(int code, String reason) throws InterruptedException {
        abandon();
        perform(protocol.closed(code, reason, nowMs()));
    }

    private void refused(Throwable failure) throws InterruptedException {
        abandon();
        if (failure instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            perform(protocol.refused(status, "the gateway answered the upgrade with " + status, nowMs()));
        } else {
            String why = client.base() + " does not answer: " + CollabException.describe(failure);
            perform(protocol.refused(0, why, nowMs()));
        }
    }

    // ---- Actions ----

    private void perform(List<LiveAction> actions) throws InterruptedException {
        for (LiveAction action : actions) {
            if (closed) throw new InterruptedException(CLOSED);
            perform(action);
        }
    }

    private void perform(LiveAction action) throws InterruptedException {
        switch (action) {
            case LiveAction.Call(long id, LiveAction.Query query) -> call(id, query);
            case LiveAction.Open(long userId, long resumeFrom, String epoch) ->
                connection = Optional.of(LiveConnection.open(client, address(userId, resumeFrom, epoch), inputs::add));
            case LiveAction.SendPong(long ts, long last) -> pong(ts, last);
            case LiveAction.Close(int code, String reason) -> close(code, reason);
            case LiveAction.Booted(JsonNode json) -> {
                SessionBootstrapResult state = SessionBootstrapParams.of().parseResult(json);
                notify(() -> listener.booted(state));
            }
            case LiveAction.Deliver(LiveEvent event) -> notify(() -> listener.event(event));
            case LiveAction.Report(LiveSession.State state, String why) -> report(state, why);
        }
    }

    /** Calls have a thread of their own, so that pings are answered meanwhile. */
    private void call(long id, LiveAction.Query query) {
        call = Optional.of(Thread.ofVirtual().name("live-session-call").start(() -> {
            try {
                inputs.add(new LiveInput.Answered(id, client.callOnce(query.method(), Json.object())));
            } catch (RuntimeException failure) {
                inputs.add(new LiveInput.Failed(id, failure));
            }
        }));
    }

    private URI address(long userId, long resumeFrom, String epoch) {
        String scheme = "https".equals(client.base().getScheme()) ? "wss" : "ws";
        return URI.create(scheme + "://" + client.base().getRawAuthority() + "/ws/user/" + userId + "?resume_from="
                + resumeFrom + "&epoch=" + URLEncoder.encode(epoch, StandardCharsets.UTF_8));
    }

    /** A peer that takes no frame in time is a broken one. */
    private void pong(long ts, long last) throws InterruptedException {
        if (connection.isEmpty()) return;
        byte[] pong = Json.bytes(Json.object().put("type", "pong").put("ts", ts).put("last", last));
        if (!connection.get().send(new String(pong, StandardCharsets.UTF_8))) {
            ended(LiveProtocol.ABNORMAL, "the peer does not take frames");
        }
    }

    private void close(int code, String reason) throws InterruptedException {
        Optional<LiveConnection> left = connection;
        connection = Optional.empty();
        if (left.isPresent()) left.get().close(code, reason);
    }

    private void abandon() {
        connection.ifPresent(LiveConnection::abandon);
        connection = Optional.empty();
    }

    private void report(LiveSession.State state, String why) {
        boolean connectingStill = state == LiveSession.State.CONNECTING && reported == state;
        reported = state;
        if (state == LiveSession.State.STOPPED) stopped = Optional.of(why); // the listener is notified at the very end
        else if (!connectingStill) notify(() -> listener.state(state, why));
    }

    /** A failure of the listener, also of a call that it made, does not end the session. */
    private void notify(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException failure) {
            if (!closed) failed(failure); // close() interrupts what the listener waits for
        }
    }

    private void failed(RuntimeException failure) {
        try {
            listener.failed(failure);
        } catch (RuntimeException second) {
            LOG.log(Level.ERROR, "the method failed() of the listener of a live session failed", second);
        }
    }

    private void release() {
        Thread.interrupted(); // the close frame may be sent after an interrupt
        call.ifPresent(Thread::interrupt);
        try {
            close(LiveProtocol.NORMAL, CLOSED);
        } catch (InterruptedException _) {
            abandon();
        }
    }
}
