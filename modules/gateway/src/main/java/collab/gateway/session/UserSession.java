package collab.gateway.session;

import collab.gateway.config.SessionConfig;
import collab.gateway.protocol.ResumeFailure;
import collab.gateway.protocol.SharedEvent;
import collab.wire.CloseCode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One user on this gateway: the replay ring of recent events, and the delivery of events to each connection of the user.
 *
 * <h2>States</h2>
 * Subscribing: the gateway has requested the user's events. Live: all events after {@link ReplayRing#floor} are in the ring. Ended: the
 * history was lost, or no connection was opened for the retention time; remaining connections receive nothing more and are closed.
 *
 * <h2>Ordering</h2>
 * All frames of a connection are queued with this lock held, so the positions in a frame ({@code prev}, the {@code head} of a ping)
 * describe the queue. Only leaf locks are taken inside it: the queue of a socket, the monitor of an event or of a connection.
 */
public final class UserSession {
    private final long userId;
    private final long number;
    private final SessionConfig config;
    private final Uplink uplink;
    private final GatewayMetrics metrics;
    private final ReplayQuota replayQuota;

    /** Counted down when the session leaves the state {@code SUBSCRIBING}. */
    private final CountDownLatch settled = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private State state = State.SUBSCRIBING;

    @GuardedBy("lock")
    private ReplayRing ring;

    @GuardedBy("lock")
    private final List<Delivery> deliveries = new ArrayList<>(2);

    private enum State {
        SUBSCRIBING,
        LIVE,
        ENDED
    }

    /** @param number the number of the subscription to the user's events */
    UserSession(long userId, long number, SessionConfig config, Uplink uplink, GatewayMetrics metrics) {
        this.userId = userId;
        this.number = number;
        this.config = config;
        this.uplink = uplink;
        this.metrics = metrics;
        this.replayQuota = new ReplayQuota(config.replay().perUser(), System::nanoTime);
        this.ring = new ReplayRing(0, config.ringEventsMax());
    }

    long userId() {
        return userId;
    }

    long number() {
        return number;
    }

    ReplayQuota replayQuota() {
        return replayQuota;
    }

    // ---- The stream ----

    /** The server's answer to the subscription: all events after this position will be received. A second answer has no effect. */
    void liveFrom(long position) {
        lock.lock();
        try {
            if (state != State.SUBSCRIBING) return;
            ring = new ReplayRing(position, config.ringEventsMax());
            state = State.LIVE;
        } finally {
            lock.unlock();
        }
        settled.countDown();
    }

    /**
     * The stream continues from this position in another event version. The ring is cleared, because its events have the old version;
     * the event log provides them in the new one. Connections with a newer version than the stream are closed.
     */
    void versionChanged(int version, long position, DeferredActions after) {
        lock.lock();
        try {
            if (state != State.LIVE) return;
            ring = new ReplayRing(position, config.ringEventsMax());
            for (Delivery delivery : deliveries) {
                ClientConnection connection = delivery.connection();
                if (connection.format().protocol().events() <= version) continue;
                delivery.end();
                after.close(connection, CloseCode.GAP, "the server uses an older version now");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@link #liveFrom}; returns its position, or empty after the timeout or when the session has ended. */
    public Optional<Long> awaitLive(Duration timeout) throws InterruptedException {
        if (!settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) return Optional.empty();
        lock.lock();
        try {
            return state == State.LIVE ? Optional.of(ring.floor()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a logged event to the ring and queues it for all live connections. */
    void deliver(SharedEvent event, DeferredActions after) {
        lock.lock();
        try {
            if (state != State.LIVE || event.seq() <= ring.last()) return;
            ring.add(event);
            for (Delivery delivery : deliveries) {
                if (delivery.isLive()) delivery.deliver(event, after);
                if (!event.isRevocation()) continue;
                ClientConnection connection = delivery.connection();
                if (event.revokes(connection.loginSession(), connection.validAt())) {
                    delivery.end();
                    after.close(connection, CloseCode.SESSION_REVOKED, "session revoked");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues a signal for all live connections; returns whether a slow connection missed it. */
    boolean signal(SharedEvent signal) {
        boolean shed = false;
        lock.lock();
        try {
            for (Delivery delivery : deliveries) {
                if (delivery.isLive()) shed |= delivery.signal(signal);
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    /** Queues a presence snapshot for the live connections that need one; returns whether a slow connection missed it. */
    boolean presence(SharedEvent snapshot) {
        boolean shed = false;
        lock.lock();
        try {
            for (Delivery delivery : deliveries) {
                if (delivery.isLive()) shed |= delivery.presence(snapshot);
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    /** The stream may have missed signals, so every live connection needs a presence snapshot. Returns whether there is one. */
    boolean markPresenceStale() {
        lock.lock();
        try {
            boolean any = false;
            for (Delivery delivery : deliveries) {
                if (!delivery.isLive()) continue;
                delivery.markPresenceStale();
                any = true;
            }
            return any;
        } finally {
            lock.unlock();
        }
    }

    // ---- Connections ----

    /** The result of {@link #join}. */
    public enum JoinResult {
        JOINED,
        /** The login session was revoked after the server had verified it. */
        REVOKED,
        /** The ring does not contain all events since the verification, so the login session must be verified again. */
        VERIFY_AGAIN,
        /** The user has {@link SessionConfig#socketsMax} connections. */
        TOO_MANY,
        ENDED
    }

    /** Adds a connection. From now on a revocation of its login session closes it. */
    public JoinResult join(ClientConnection connection) {
        lock.lock();
        try {
            if (state != State.LIVE || connection.format().protocol().events() > uplink.version())
                return JoinResult.ENDED;
            if (deliveries.size() >= config.socketsMax()) return JoinResult.TOO_MANY;
            if (!ring.serves(connection.validAt())) return JoinResult.VERIFY_AGAIN;
            for (SharedEvent event : ring.after(connection.validAt(), config.ringEventsMax())) {
                if (event.revokes(connection.loginSession(), connection.validAt())) return JoinResult.REVOKED;
            }
            deliveries.add(new Delivery(connection, uplink, metrics, ring.position(uplink.applied())));
            return JoinResult.JOINED;
        } finally {
            lock.unlock();
        }
    }

    void leave(ClientConnection connection) {
        lock.lock();
        try {
            deliveries.removeIf(delivery -> delivery.connection() == connection);
        } finally {
            lock.unlock();
        }
    }

    List<ClientConnection> connections() {
        lock.lock();
        try {
            return connectionsLocked();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session; returns its connections, which the caller closes. */
    List<ClientConnection> end() {
        lock.lock();
        try {
            state = State.ENDED;
            deliveries.forEach(Delivery::end);
            return connectionsLocked();
        } finally {
            lock.unlock();
            settled.countDown();
        }
    }

    @GuardedBy("lock")
    private List<ClientConnection> connectionsLocked() {
        return deliveries.stream().map(Delivery::connection).toList();
    }

    // ---- One connection ----

    /** The connection's socket is open: sends the hello and starts the delivery. */
    CatchUpStep open(ClientConnection connection) {
        lock.lock();
        try {
            if (state != State.LIVE) return new CatchUpStep.Close(CloseCode.GAP, "boot again");
            ReplayRing current = ring;
            return step(connection, delivery -> delivery.open(current));
        } finally {
            lock.unlock();
        }
    }

    /** Queues the next events of the ring for a catching-up connection, or makes it live. */
    CatchUpStep pull(ClientConnection connection) {
        lock.lock();
        try {
            ReplayRing current = ring;
            return step(connection, delivery -> delivery.pull(current));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Queues events of the log for a catching-up connection.
     *
     * @return the index of the next event, or -1 when the queue is full
     */
    int feed(ClientConnection connection, List<SharedEvent> events, int index) {
        lock.lock();
        try {
            return delivery(connection)
                    .map(delivery -> delivery.feed(events, index))
                    .orElse(events.size());
        } finally {
            lock.unlock();
        }
    }

    /** All events of the log up to this position are queued for the connection. */
    void fedTo(ClientConnection connection, long position) {
        lock.lock();
        try {
            delivery(connection).ifPresent(delivery -> delivery.fedTo(position));
        } finally {
            lock.unlock();
        }
    }

    /** The event log cannot serve the connection's resume. */
    CatchUpStep fail(ClientConnection connection, ResumeFailure reason) {
        lock.lock();
        try {
            ReplayRing current = ring;
            return step(connection, delivery -> delivery.fail(current, reason));
        } finally {
            lock.unlock();
        }
    }

    /** Queues a ping for the connection. */
    CatchUpStep ping(ClientConnection connection, long timeMs) {
        lock.lock();
        try {
            ReplayRing current = ring;
            return step(connection, delivery -> delivery.ping(current, timeMs));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private CatchUpStep step(ClientConnection connection, Function<Delivery, CatchUpStep> action) {
        return delivery(connection).map(action).orElse(CatchUpStep.DONE);
    }

    /** The delivery of a connection; empty after the connection has left. */
    @GuardedBy("lock")
    private Optional<Delivery> delivery(ClientConnection connection) {
        for (Delivery delivery : deliveries) {
            if (delivery.connection() == connection) return Optional.of(delivery);
        }
        return Optional.empty();
    }
}
