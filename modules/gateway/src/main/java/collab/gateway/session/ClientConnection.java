package collab.gateway.session;

import collab.gateway.protocol.FrameFormat;
import collab.gateway.protocol.ResumeFailure;
import collab.gateway.protocol.SharedEvent;
import collab.gateway.session.UserSession.Next;
import collab.websocket.CloseStatus;
import collab.websocket.Socket;
import collab.websocket.SocketHandler;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import collab.wire.CloseCode;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One browser tab (or program): a socket and its place in its user's events.
 *
 * <p>The place is guarded by the session's lock. What comes from the socket arrives on its reading thread; pings come from the
 * wheel; while it catches up a thread of its own ({@code tab-42-catch-up}) pulls for it at the pace of the socket.
 */
public final class ClientConnection implements SocketHandler {
    private static final Next.Close UNREADABLE = new Next.Close(CloseCode.UNAVAILABLE, "the past can not be read now");
    private static final Next.Close SLOW = new Next.Close(CloseCode.SLOW_CONSUMER, "too slow");

    /**
     * What a tab was admitted with.
     *
     * @param goodAt the login session was good at this position
     * @param headAtLeast the log's head when the server was asked
     */
    public record Admittance(long loginSession, long goodAt, long headAtLeast) {}

    /** Where it stands in its user's events; moved by {@link UserSession} alone. */
    enum Place {
        JOINED,
        CATCHING_UP,
        LIVE,
        GONE
    }

    private final UserSession session;
    private final ConnectionServices services;
    private final FrameFormat format;
    private final ResumeRequest resume;
    private final Admittance admittance;

    // Guarded by the session's lock.
    Place place = Place.JOINED;
    /** Up to here its user's events had come when it joined. */
    long joinedAt;
    /** The position of the last event queued, or where this socket's events began. */
    long sent;
    /** Everything up to here is queued or known to the client. */
    long complete;

    long resumedFrom;
    long given;
    boolean presenceStale;

    // Guarded by this, a leaf: a tab can be closed before its socket is open.
    private Optional<Socket> opened = Optional.empty();
    private Optional<CloseCode> closedEarly = Optional.empty();

    // Reading thread and wheel.
    private volatile boolean pongAwaited;
    private volatile boolean ended;
    private volatile Optional<TimerWheel.Timer> timer = Optional.empty();

    public ClientConnection(
            UserSession session,
            ConnectionServices services,
            FrameFormat format,
            ResumeRequest resume,
            Admittance admittance) {
        this.session = session;
        this.services = services;
        this.format = format;
        this.resume = resume;
        this.admittance = admittance;
    }

    FrameFormat format() {
        return format;
    }

    ResumeRequest resume() {
        return resume;
    }

    long loginSession() {
        return admittance.loginSession();
    }

    /** The login session was good at this position. */
    long goodAt() {
        return admittance.goodAt();
    }

    long headAtLeast() {
        return admittance.headAtLeast();
    }

    /** The socket of a tab that is no longer {@code JOINED}. */
    synchronized Socket socket() {
        return opened.orElseThrow(
                () -> new IllegalStateException("tab of user " + session.userId() + " has no socket"));
    }

    // -- from the socket, on its reading thread
    // --------------------------------------------------------------------------

    @Override
    public void onOpen(Socket socket) {
        Optional<CloseCode> early;
        synchronized (this) {
            opened = Optional.of(socket);
            early = closedEarly;
        }
        services.registry().opened(session.userId());
        if (early.isPresent()) {
            socket.close(format.protocol().closeNumber(early.get()), "closed while opening");
            return;
        }
        go(session.open(this));
        schedulePing(services.phase().get());
    }

    @Override
    public void onText(Socket socket, byte[] utf8) {
        if (format.protocol().binary()) socket.close(Rfc6455.UNSUPPORTED_DATA, "binary only");
        else heard(utf8);
    }

    @Override
    public void onBinary(Socket socket, byte[] bytes) {
        if (format.protocol().binary()) heard(bytes);
        else socket.close(Rfc6455.UNSUPPORTED_DATA, "text only");
    }

    private void heard(byte[] message) {
        Optional<FrameFormat.Pong> pong = format.read(message);
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
    public void onEnd(Socket socket, CloseStatus ending) {
        ended = true;
        timer.ifPresent(TimerWheel.Timer::cancel);
        session.leave(this);
        boolean wasOpen;
        synchronized (this) {
            wasOpen = opened.isPresent();
        }
        services.registry().left(session, wasOpen);
        services.metrics().closed(ending.code());
    }

    // -- catching up
    // -----------------------------------------------------------------------------------------------------

    /** Does what is next at once, or hands it to a thread that may wait. */
    private void go(Next next) {
        socket().flush();
        switch (next) {
            case Next.Nothing _ -> services.presence().need(session);
            case Next.Close close -> close(close.code(), close.reason());
            case Next.Room _, Next.Log _ -> services.catchUps().execute(() -> catchUp(next));
        }
    }

    private void catchUp(Next first) {
        Thread.currentThread().setName("tab-" + socket().id() + "-catch-up");
        try {
            Next next = first;
            while (next instanceof Next.Room || next instanceof Next.Log) {
                next = next instanceof Next.Log log ? readLog(log) : pullWithRoom();
                socket().flush();
            }
            go(next);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            close(CloseCode.UNAVAILABLE, "the gateway stops");
        }
    }

    private Next pullWithRoom() throws InterruptedException {
        return socket().awaitRoom(services.config().roomTimeout()) ? session.pull(this) : SLOW;
    }

    private Next readLog(Next.Log log) throws InterruptedException {
        Semaphore turns = services.replays();
        if (!turns.tryAcquire(services.config().roomTimeout().toMillis(), TimeUnit.MILLISECONDS)) return UNREADABLE;
        try {
            LogReading reading = new LogReading(log.to());
            services.past().replay(session.userId(), log.epoch(), log.from(), log.to(), reading);
            return reading.outcome();
        } catch (ServerUnavailable e) {
            return UNREADABLE;
        } finally {
            turns.release();
        }
    }

    /** Takes pieces of the log and queues them as the socket makes room. Only the catch-up thread. */
    private final class LogReading implements Predicate<ReplayResponse> {
        private final long to;
        private Optional<Next> decided = Optional.empty();
        private long reached;

        LogReading(long to) {
            this.to = to;
        }

        @Override
        public boolean test(ReplayResponse piece) {
            if (ended) return decide(new Next.Nothing());
            if (piece.getRefusal() != ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED) {
                return decide(session.fail(ClientConnection.this, reason(piece.getRefusal())));
            }
            try {
                if (!queue(services.events().read(piece.getEnvelopesList()))) return decide(SLOW);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return decide(UNREADABLE);
            }
            session.fed(ClientConnection.this, piece.getTo());
            reached = piece.getTo();
            return reached < to;
        }

        private boolean queue(List<SharedEvent> events) throws InterruptedException {
            for (int next = 0; next < events.size(); ) {
                if (!socket().awaitRoom(services.config().roomTimeout())) return false;
                next = session.feed(ClientConnection.this, events, next);
                if (next < 0) return false;
                socket().flush();
            }
            return true;
        }

        private boolean decide(Next next) {
            decided = Optional.of(next);
            return false;
        }

        Next outcome() {
            return decided.orElseGet(() -> reached >= to ? session.pull(ClientConnection.this) : UNREADABLE);
        }
    }

    private static ResumeFailure reason(ReplayRefusal refusal) {
        return switch (refusal) {
            case REPLAY_REFUSAL_EPOCH -> ResumeFailure.EPOCH;
            case REPLAY_REFUSAL_TOO_FAR -> ResumeFailure.TOO_FAR;
            case REPLAY_REFUSAL_FUTURE -> ResumeFailure.FUTURE;
            case REPLAY_REFUSAL_TOO_OLD, REPLAY_REFUSAL_UNSPECIFIED, UNRECOGNIZED -> ResumeFailure.TOO_OLD;
        };
    }

    // -- heartbeat, on the wheel's thread
    // --------------------------------------------------------------------------------

    private void schedulePing(Duration delay) {
        timer = Optional.of(services.wheel().after(delay, this::ping));
    }

    private void ping() {
        if (ended) return;
        pongAwaited = true;
        Next next = session.ping(this, services.clock().millis());
        socket().flush();
        if (next instanceof Next.Close close) close(close.code(), close.reason());
        timer = Optional.of(services.wheel().after(services.config().pongDeadline(), this::pongDue));
    }

    private void pongDue() {
        if (ended) return;
        if (pongAwaited) close(CloseCode.NO_PONG, "no pong");
        else
            schedulePing(
                    services.config().pingInterval().minus(services.config().pongDeadline()));
    }

    // -- closing, from any thread
    // ----------------------------------------------------------------------------------------

    void close(CloseCode code, String reason) {
        Optional<Socket> socket;
        synchronized (this) {
            socket = opened;
            if (socket.isEmpty() && closedEarly.isEmpty()) closedEarly = Optional.of(code);
        }
        socket.ifPresent(open -> open.close(format.protocol().closeNumber(code), reason));
    }

    /**
     * The gateway leaves: says when to come back, and closes. A client that can not be told when comes back at once, so its close
     * is what waits.
     *
     * @param patience the longest such wait
     */
    void drain(Duration retryAfter, Duration patience) {
        Optional<EncodedFrame> draining = format.draining(retryAfter.toMillis());
        if (draining.isEmpty()) {
            Duration delay = retryAfter.compareTo(patience) < 0 ? retryAfter : patience;
            services.wheel().after(delay, () -> close(CloseCode.DRAINING, "draining"));
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
