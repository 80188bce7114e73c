package collab.gateway.session;

import collab.gateway.protocol.FrameFormat;
import collab.websocket.CloseStatus;
import collab.websocket.Socket;
import collab.websocket.SocketHandler;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import collab.wire.CloseCode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;

/**
 * One connection of a client (a browser tab or a program): its socket, its heartbeat and its end. The events that it receives are
 * the task of the session's {@link Delivery}.
 *
 * <p>Socket events arrive on the socket's reading thread, pings are sent by the timer thread, and a thread of its own
 * ({@code tab-42-catch-up}) runs {@link CatchUp}.
 */
public final class ClientConnection implements SocketHandler {

    /**
     * The verified login of a connection.
     *
     * @param session the login session
     * @param validAt the position at which the server verified the login session
     * @param head the head of the event log at that time
     */
    public record Login(long session, long validAt, long head) {}

    private final UserSession session;
    private final ConnectionServices services;
    private final FrameFormat format;
    private final ResumeRequest resume;
    private final Login login;

    @GuardedBy("this")
    private Optional<Socket> opened = Optional.empty();

    /** Set when the connection is closed before its socket is open. */
    @GuardedBy("this")
    private Optional<CloseCode> closedEarly = Optional.empty();

    // Written by the reading thread and the timer thread.
    private volatile boolean pongAwaited;
    private volatile boolean ended;
    private volatile Optional<TimerWheel.Timer> timer = Optional.empty();

    public ClientConnection(
            UserSession session, ConnectionServices services, FrameFormat format, ResumeRequest resume, Login login) {
        this.session = session;
        this.services = services;
        this.format = format;
        this.resume = resume;
        this.login = login;
    }

    FrameFormat format() {
        return format;
    }

    ResumeRequest resume() {
        return resume;
    }

    long loginSession() {
        return login.session();
    }

    /** The position at which the login session was valid. */
    long validAt() {
        return login.validAt();
    }

    long headAtLogin() {
        return login.head();
    }

    /** Whether the socket has ended. */
    boolean ended() {
        return ended;
    }

    /** The socket; may be called only after {@link #onOpen}. */
    synchronized Socket socket() {
        return opened.orElseThrow(
                () -> new IllegalStateException("the connection of user " + session.userId() + " has no socket"));
    }

    // ---- Socket events, on the reading thread ----

    @Override
    public void onOpen(Socket socket) {
        Optional<CloseCode> early;
        synchronized (this) {
            opened = Optional.of(socket);
            early = closedEarly;
        }
        services.registry().socketOpened(session.userId());
        if (early.isPresent()) {
            socket.close(format.protocol().closeNumber(early.get()), "closed while opening");
            return;
        }
        proceed(session.open(this));
        schedulePing(services.heartbeat().firstPing().get());
    }

    @Override
    public void onText(Socket socket, byte[] utf8) {
        if (format.protocol().binary()) socket.close(Rfc6455.UNSUPPORTED_DATA, "binary only");
        else receive(utf8);
    }

    @Override
    public void onBinary(Socket socket, byte[] bytes) {
        if (format.protocol().binary()) receive(bytes);
        else socket.close(Rfc6455.UNSUPPORTED_DATA, "text only");
    }

    private void receive(byte[] message) {
        Optional<FrameFormat.Pong> pong = format.parse(message);
        if (pong.isEmpty()) {
            close(CloseCode.UNEXPECTED_MESSAGE, "only pong is expected");
            return;
        }
        pongAwaited = false;
        pong.get()
                .last()
                .ifPresent(last -> services.metrics().clientLag.observe((double)
                        Math.max(0, services.uplink().applied() - last)));
    }

    @Override
    public void onFlood(Socket socket) {
        close(CloseCode.RATE, "too many frames");
    }

    @Override
    public void onEnd(Socket socket, CloseStatus status) {
        ended = true;
        timer.ifPresent(TimerWheel.Timer::cancel);
        session.leave(this);
        boolean wasOpen;
        synchronized (this) {
            wasOpen = opened.isPresent();
        }
        services.registry().connectionEnded(session, wasOpen);
        services.metrics().socketEnded(status.code());
    }

    // ---- Catching up ----

    /** Does the next step, on a thread of its own if the step waits. */
    private void proceed(CatchUpStep step) {
        socket().flush();
        switch (step) {
            case CatchUpStep.Done _ -> services.registry().requestPresence(session);
            case CatchUpStep.Close close -> close(close.code(), close.reason());
            case CatchUpStep.AwaitCapacity _, CatchUpStep.ReadLog _ ->
                services.catchUp().executor().execute(() -> catchUp(step));
        }
    }

    private void catchUp(CatchUpStep first) {
        Thread.currentThread().setName("tab-" + socket().id() + "-catch-up");
        Duration capacityTimeout = services.config().replay().capacityTimeout();
        try {
            proceed(new CatchUp(session, this, services.catchUp(), capacityTimeout).run(first));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            close(CloseCode.UNAVAILABLE, "the gateway is stopping");
        }
    }

    // ---- Heartbeat, on the timer thread ----

    private void schedulePing(Duration delay) {
        timer = Optional.of(services.heartbeat().timers().after(delay, this::ping));
    }

    private void ping() {
        if (ended) return;
        pongAwaited = true;
        CatchUpStep step = session.ping(this, services.heartbeat().clock().millis());
        socket().flush();
        if (step instanceof CatchUpStep.Close close) close(close.code(), close.reason());
        Duration deadline = services.config().ping().pongDeadline();
        timer = Optional.of(services.heartbeat().timers().after(deadline, this::checkPong));
    }

    private void checkPong() {
        if (ended) return;
        if (pongAwaited) {
            close(CloseCode.NO_PONG, "no pong");
            return;
        }
        schedulePing(services.config()
                .ping()
                .interval()
                .minus(services.config().ping().pongDeadline()));
    }

    // ---- Closing, on any thread ----

    void close(CloseCode code, String reason) {
        Optional<Socket> socket;
        synchronized (this) {
            socket = opened;
            if (socket.isEmpty() && closedEarly.isEmpty()) closedEarly = Optional.of(code);
        }
        socket.ifPresent(open -> open.close(format.protocol().closeNumber(code), reason));
    }

    /**
     * The gateway drains: sends the time after which the client may reconnect, and closes. In version 1, which cannot express this
     * time, the client reconnects at once, so its close is delayed instead.
     *
     * @param delayMax the longest delay of a close
     */
    void drain(Duration retryAfter, Duration delayMax) {
        Optional<EncodedFrame> draining = format.draining(retryAfter.toMillis());
        if (draining.isEmpty()) {
            Duration delay = retryAfter.compareTo(delayMax) < 0 ? retryAfter : delayMax;
            services.heartbeat().timers().after(delay, () -> close(CloseCode.DRAINING, "draining"));
            return;
        }
        Optional<Socket> socket;
        synchronized (this) {
            socket = opened;
        }
        socket.ifPresent(open -> open.enqueue(new OutboundFrame(draining.get())));
        close(CloseCode.DRAINING, "draining");
    }
}
