package collab.client;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.wire.CloseCode;
import collab.wire.WireLimits;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/**
 * The client's side of the socket protocol without input and output: each method takes one input and the time in milliseconds, and
 * returns the actions that follow. It first boots ({@code session.bootstrap}), then connects at the position of that state. When the
 * gateway cannot resume, it boots again on the open socket. There is no second way to catch up.
 *
 * <p>The cases in {@code modules/wire/src/test/resources/client-cases} describe it; the JavaScript core passes the same cases. Not
 * thread-safe: {@link LiveLoop} uses it on one thread.
 */
final class LiveProtocol {
    /** How a socket ended. */
    private record Ending(int code, String why, boolean stable, OptionalLong drainMs) {}

    /** The close code of a normal end. */
    static final int NORMAL = 1000;

    /** The code that stands for a connection that broke without a close frame. */
    static final int ABNORMAL = 1006;

    private static final int GAP = CloseCode.GAP.number();
    private static final int PROTOCOL_ERROR = CloseCode.UNEXPECTED_MESSAGE.number();
    private static final long HELLO_TIMEOUT_MS = 10_000;
    private static final long SILENCE_MARGIN_MS = 5_000;
    private static final long LAG_SHOWN_MS = 15_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final Inbox inbox = new Inbox();
    private final Backoff backoff;
    private List<LiveAction> actions = new ArrayList<>();
    private boolean running;
    private OptionalLong userId = OptionalLong.empty();

    private long callId;
    private Optional<LiveAction.Query> awaited = Optional.empty();
    private long retryAtMs = NEVER;
    /** The ending of a socket that got no hello, while {@code user.me} is under way. */
    private Optional<Ending> unexplained = Optional.empty();

    // The current socket.
    private boolean hasSocket;
    private long stableMs = WireLimits.BACKOFF_STABLE.toMillis();
    private long silenceMs = HELLO_TIMEOUT_MS;
    private long silenceAtMs = NEVER;
    private OptionalLong helloAtMs = OptionalLong.empty();
    private boolean caughtUp;
    private boolean lagging;
    private OptionalLong drainMs = OptionalLong.empty();

    /** @param random uniform in [0, 1) */
    LiveProtocol(DoubleSupplier random) {
        this.backoff = new Backoff(WireLimits.BACKOFF_MIN, WireLimits.BACKOFF_MAX, random);
    }

    /** When {@link #tick} has to be called; {@link Long#MAX_VALUE} for never. */
    long deadlineMs() {
        return Math.min(silenceAtMs, retryAtMs);
    }

    // ---- Inputs ----

    List<LiveAction> start() {
        running = true;
        boot("");
        return taken();
    }

    List<LiveAction> stop(String why) {
        if (running) stopped(why);
        return taken();
    }

    /** The call was answered with a result. */
    List<LiveAction> answered(long id, JsonNode result, long nowMs) {
        received(id).ifPresent(query -> {
            switch (query) {
                case BOOTSTRAP -> booted(result, nowMs);
                case USER_ME -> pauseAfterUnexplained(nowMs);
            }
        });
        return taken();
    }

    /** The call failed. */
    List<LiveAction> failed(long id, RuntimeException failure, long nowMs) {
        received(id).ifPresent(query -> {
            switch (query) {
                case BOOTSTRAP -> bootFailed(failure, nowMs);
                case USER_ME -> {
                    if (failure instanceof CollabException.Unauthenticated) {
                        stopped(unexplained.map(Ending::why).orElse(""));
                    } else {
                        pauseAfterUnexplained(nowMs);
                    }
                }
            }
        });
        return taken();
    }

    /** The gateway answered the upgrade with another status than 101; 0 when no answer arrived. */
    List<LiveAction> refused(int status, String why, long nowMs) {
        if (!hasSocket) return taken();
        forgetSocket();
        if (status == 401 || status == 403) stopped(why);
        else pause(why, backoff.next().toMillis(), nowMs);
        return taken();
    }

    /** The socket received a text. */
    List<LiveAction> message(String text, long nowMs) {
        if (!hasSocket) return taken();
        if (isStable(nowMs)) backoff.reset();
        try {
            follow(inbox.take(Json.parse(text)), nowMs);
        } catch (MalformedJson malformed) {
            leave(PROTOCOL_ERROR, "the message is not JSON: " + malformed.getMessage(), ABNORMAL, nowMs);
        }
        awaitMessage(nowMs);
        return taken();
    }

    /** The socket received something that is not a text within bounds. */
    List<LiveAction> unreadable(String why, long nowMs) {
        if (hasSocket) leave(PROTOCOL_ERROR, why, ABNORMAL, nowMs);
        return taken();
    }

    /** The owner is ready for the next message: silence counts from now. */
    void awaitMessage(long nowMs) {
        if (hasSocket) silenceAtMs = nowMs + silenceMs;
    }

    /** The peer closed the socket, or the connection broke. */
    List<LiveAction> closed(int code, String reason, long nowMs) {
        String why = reason.isEmpty() ? "closed with " + code : "closed with " + code + ": " + reason;
        if (hasSocket) ended(code, why, nowMs);
        return taken();
    }

    /** Time has passed. */
    List<LiveAction> tick(long nowMs) {
        if (nowMs >= silenceAtMs) leave(NORMAL, "no frame for " + silenceMs + " ms", ABNORMAL, nowMs);
        if (nowMs >= retryAtMs) retry(nowMs);
        return taken();
    }

    // ---- Calls and pauses ----

    private List<LiveAction> taken() {
        List<LiveAction> taken = actions;
        actions = new ArrayList<>();
        return taken;
    }

    private void call(LiveAction.Query query) {
        awaited = Optional.of(query);
        actions.add(new LiveAction.Call(++callId, query));
    }

    /** The query that was answered; empty when the answer is of no use any more. */
    private Optional<LiveAction.Query> received(long id) {
        if (id != callId) return Optional.empty();
        Optional<LiveAction.Query> query = awaited;
        awaited = Optional.empty();
        return query;
    }

    private void pause(String why, long ms, long nowMs) {
        report(LiveSession.State.WAITING, why);
        retryAtMs = nowMs + ms;
        if (ms <= 0) retry(nowMs);
    }

    private void retry(long nowMs) {
        retryAtMs = NEVER;
        if (hasSocket || userId.isEmpty()) boot("");
        else connect(nowMs);
    }

    private void report(LiveSession.State state, String why) {
        lagging = false;
        actions.add(new LiveAction.Report(state, why));
    }

    private void stopped(String why) {
        if (hasSocket) actions.add(new LiveAction.Close(NORMAL, why));
        forgetSocket();
        running = false;
        report(LiveSession.State.STOPPED, why);
    }

    // ---- Booting ----

    private void boot(String why) {
        report(LiveSession.State.CONNECTING, why);
        call(LiveAction.Query.BOOTSTRAP);
    }

    private void booted(JsonNode state, long nowMs) {
        userId = OptionalLong.of(state.at("/user/id").asLong());
        actions.add(new LiveAction.Booted(state));
        List<Inbox.Step> held =
                inbox.booted(state.path("epoch").asText(), state.path("seq").asLong());
        if (!hasSocket) {
            connect(nowMs);
            return;
        }
        caughtUp = true;
        follow(held, nowMs);
        if (hasSocket) report(LiveSession.State.OPEN, "");
    }

    private void bootFailed(RuntimeException failure, long nowMs) {
        if (!(failure instanceof CollabException refused) || !refused.passing()) {
            stopped(CollabException.describe(failure));
            return;
        }
        long stated = refused.retryAfter().map(Duration::toMillis).orElse(0L);
        pause(CollabException.describe(failure), Math.max(backoff.next().toMillis(), stated), nowMs);
    }

    // ---- The socket ----

    private void connect(long nowMs) {
        report(LiveSession.State.CONNECTING, "");
        inbox.connecting();
        hasSocket = true;
        helloAtMs = OptionalLong.empty();
        caughtUp = false;
        drainMs = OptionalLong.empty();
        silenceMs = HELLO_TIMEOUT_MS;
        awaitMessage(nowMs);
        actions.add(new LiveAction.Open(userId.orElseThrow(), inbox.last(), inbox.epoch()));
    }

    private void follow(List<Inbox.Step> steps, long nowMs) {
        for (Inbox.Step step : steps) {
            switch (step) {
                case Inbox.Step.Deliver(LiveEvent event) -> actions.add(new LiveAction.Deliver(event));
                case Inbox.Step.Pong(long ts, long last, long lagMs) -> {
                    actions.add(new LiveAction.SendPong(ts, last));
                    reportLag(lagMs);
                }
                case Inbox.Step.Hello(JsonNode hello) -> hello(hello, nowMs);
                case Inbox.Step.CaughtUp _ -> {
                    caughtUp = true;
                    report(LiveSession.State.OPEN, "");
                }
                case Inbox.Step.Boot(String reason) -> {
                    caughtUp = false;
                    boot("resume failed: " + reason);
                }
                case Inbox.Step.Draining(long retryAfterMs) -> drainMs = OptionalLong.of(retryAfterMs);
                case Inbox.Step.Gap(long prev, long last) -> {
                    leave(GAP, "gap: prev " + prev + " is after " + last, GAP, nowMs);
                    return;
                }
                case Inbox.Step.ProtocolError(String why) -> {
                    leave(PROTOCOL_ERROR, why, ABNORMAL, nowMs);
                    return;
                }
            }
        }
    }

    private void hello(JsonNode hello, long nowMs) {
        helloAtMs = OptionalLong.of(nowMs);
        JsonNode bounds = hello.path("backoff");
        backoff.bounds(
                Duration.ofMillis(bounds.path("min_ms").asLong(WireLimits.BACKOFF_MIN.toMillis())),
                Duration.ofMillis(bounds.path("max_ms").asLong(WireLimits.BACKOFF_MAX.toMillis())));
        stableMs = bounds.path("stable_ms").asLong(WireLimits.BACKOFF_STABLE.toMillis());
        silenceMs = hello.path("heartbeat_ms").asLong(WireLimits.PING_INTERVAL.toMillis())
                + hello.path("pong_ms").asLong(WireLimits.PONG_DEADLINE.toMillis())
                + SILENCE_MARGIN_MS;
    }

    /** A server that is far behind does not show as open. */
    private void reportLag(long lagMs) {
        boolean late = lagMs > LAG_SHOWN_MS;
        if (!caughtUp || late == lagging) return;
        if (late) report(LiveSession.State.CONNECTING, "the server is " + lagMs + " ms behind");
        else report(LiveSession.State.OPEN, "");
        lagging = late;
    }

    /**
     * Close the socket without waiting for the peer.
     *
     * @param code the code that the peer receives
     * @param meaning the code that decides what happens next
     */
    private void leave(int code, String reason, int meaning, long nowMs) {
        actions.add(new LiveAction.Close(code, reason));
        ended(meaning, reason, nowMs);
    }

    private void ended(int code, String why, long nowMs) {
        Ending ending = new Ending(code, why, isStable(nowMs), drainMs);
        boolean greeted = helloAtMs.isPresent();
        forgetSocket();
        if (CloseCode.reactionTo(code) == CloseCode.Reaction.STOP) {
            stopped(why);
        } else if (greeted) {
            pauseAfter(ending, nowMs);
        } else {
            unexplained = Optional.of(ending);
            call(LiveAction.Query.USER_ME);
        }
    }

    /** A bootstrap under way belongs to the socket on which the resume failed; its answer is of no use to the next one. */
    private void forgetSocket() {
        hasSocket = false;
        awaited = Optional.empty();
        silenceAtMs = NEVER;
        retryAtMs = NEVER;
    }

    private void pauseAfterUnexplained(long nowMs) {
        unexplained.ifPresent(ending -> pauseAfter(ending, nowMs));
        unexplained = Optional.empty();
    }

    /** A close code of the returning range permits an immediate return only after a stable connection. */
    private void pauseAfter(Ending ending, long nowMs) {
        if (ending.stable()) backoff.reset();
        boolean returns = CloseCode.reactionTo(ending.code()) == CloseCode.Reaction.RETURN;
        long drain = returns ? ending.drainMs().orElse(0) : 0;
        long delay = returns && ending.stable() ? 0 : backoff.next().toMillis();
        pause(ending.why(), Math.max(drain, delay), nowMs);
    }

    private boolean isStable(long nowMs) {
        return helloAtMs.isPresent() && nowMs - helloAtMs.getAsLong() >= stableMs;
    }
}
