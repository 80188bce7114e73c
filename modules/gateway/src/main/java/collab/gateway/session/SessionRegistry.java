package collab.gateway.session;

import collab.gateway.config.SessionConfig;
import collab.wire.CloseCode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The user sessions of this gateway, and the users with open sockets.
 *
 * <p>A session is used by requests that are being authorized and by its connections. A session that was not used for the retention
 * time is removed, and the subscription to the user's events ends. The subscription and the online state of a user are separate
 * facts, and the server receives each of them separately. Each is put into the uplink with the lock held under which it was decided,
 * so the server receives the changes in order.
 */
public final class SessionRegistry {
    private final SessionConfig config;
    private final Uplink uplink;
    private final PresenceRequests presence;
    private final TimerWheel wheel;
    private final GatewayMetrics metrics;
    private final LongSupplier random;

    private final ReentrantLock lock = new ReentrantLock();

    /** By user. Changed with the lock held, read without it. */
    private final Map<Long, UserSession> sessions = new ConcurrentHashMap<>();

    /** The number of uses of each session, by user. */
    @GuardedBy("lock")
    private final Map<Long, Integer> uses = new HashMap<>();

    /** The ends of the sessions that are not in use, by user. */
    @GuardedBy("lock")
    private final Map<Long, TimerWheel.Timer> expiries = new HashMap<>();

    /** The number of open sockets by user; only users with at least one. */
    @GuardedBy("lock")
    private final Map<Long, Integer> openSockets = new HashMap<>();

    private final Condition noSockets = lock.newCondition();

    @GuardedBy("lock")
    private long lastNumber;

    /** @param random any number; spreads the actions of many clients over time */
    public SessionRegistry(
            SessionConfig config,
            Uplink uplink,
            PresenceRequests presence,
            TimerWheel wheel,
            GatewayMetrics metrics,
            LongSupplier random) {
        this.config = config;
        this.uplink = uplink;
        this.presence = presence;
        this.wheel = wheel;
        this.metrics = metrics;
        this.random = random;
    }

    // ---- Use of sessions ----

    /** The session of a user, in use until {@link #release}; a new session subscribes to the user's events. */
    public UserSession acquire(long userId) {
        lock.lock();
        try {
            UserSession session = sessions.get(userId);
            if (session == null) {
                session = new UserSession(userId, ++lastNumber, config, uplink, metrics);
                sessions.put(userId, session);
                uplink.subscribe(lastNumber, userId);
            }
            uses.merge(userId, 1, Integer::sum);
            TimerWheel.Timer expiry = expiries.remove(userId);
            if (expiry != null) expiry.cancel();
            return session;
        } finally {
            lock.unlock();
        }
    }

    public void release(UserSession session) {
        lock.lock();
        try {
            if (sessions.get(session.userId()) != session) return;
            if (uses.merge(session.userId(), -1, Integer::sum) > 0) return;
            expiries.put(session.userId(), wheel.after(config.retention(), () -> expire(session)));
        } finally {
            lock.unlock();
        }
    }

    private void expire(UserSession session) {
        lock.lock();
        try {
            if (sessions.get(session.userId()) != session || uses.getOrDefault(session.userId(), 0) > 0) return;
            sessions.remove(session.userId());
            uses.remove(session.userId());
            expiries.remove(session.userId());
            uplink.unsubscribe(session.userId());
        } finally {
            lock.unlock();
        }
        session.end().forEach(connection -> connection.close(CloseCode.GAP, "boot again"));
    }

    /** The socket of a connection has opened. */
    void socketOpened(long userId) {
        lock.lock();
        try {
            if (openSockets.merge(userId, 1, Integer::sum) == 1) uplink.reportOnline(userId);
        } finally {
            lock.unlock();
        }
    }

    /** A connection has ended, and with it its use of the session. */
    void connectionEnded(UserSession session, boolean wasOpen) {
        if (wasOpen) socketClosed(session.userId());
        release(session);
    }

    private void socketClosed(long userId) {
        lock.lock();
        try {
            int left = openSockets.merge(userId, -1, Integer::sum);
            if (left > 0) return;
            openSockets.remove(userId);
            uplink.reportOffline(userId);
            if (openSockets.isEmpty()) noSockets.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A connection of the session needs a presence snapshot. */
    void requestPresence(UserSession session) {
        presence.request(session);
    }

    public int sessionCount() {
        return sessions.size();
    }

    /** The number of users with an open socket. */
    public int usersOnline() {
        lock.lock();
        try {
            return openSockets.size();
        } finally {
            lock.unlock();
        }
    }

    // ---- For the dispatcher, on the link thread ----

    Optional<UserSession> session(long userId) {
        return Optional.ofNullable(sessions.get(userId));
    }

    void forEachSession(Consumer<UserSession> action) {
        sessions.values().forEach(action);
    }

    /** The subscriptions and online users; discards the waiting requests of the uplink, which this state includes. */
    StreamListener.Subscriptions subscriptions() {
        lock.lock();
        try {
            uplink.discardRequests();
            Map<Long, Long> numbers = new HashMap<>();
            sessions.forEach((userId, session) -> numbers.put(userId, session.number()));
            return new StreamListener.Subscriptions(numbers, Set.copyOf(openSockets.keySet()));
        } finally {
            lock.unlock();
        }
    }

    /** Ends and removes all sessions, and closes their connections spread over time. */
    void endAll() {
        List<ClientConnection> connections = new ArrayList<>();
        for (UserSession session : removeAll()) connections.addAll(session.end());
        spread(
                connections,
                (connection, delay) ->
                        wheel.after(delay, () -> connection.close(CloseCode.GAP, "the event history was lost")));
    }

    private List<UserSession> removeAll() {
        lock.lock();
        try {
            List<UserSession> all = List.copyOf(sessions.values());
            expiries.values().forEach(TimerWheel.Timer::cancel);
            expiries.clear();
            uses.clear();
            sessions.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Closes all connections; the sessions stay. */
    void closeAll(CloseCode code, String reason) {
        connections().forEach(connection -> connection.close(code, reason));
    }

    // ---- Draining ----

    /**
     * Closes all connections, with a different time to reconnect for each.
     *
     * @param onStart receives the longest of these times before the first connection is closed
     * @param delayMax the longest delay of a close
     */
    public void drain(Consumer<Duration> onStart, Duration delayMax) {
        List<ClientConnection> connections = connections();
        onStart.accept(config.reconnectWindow(connections.size()));
        spread(connections, (connection, delay) -> connection.drain(delay, delayMax));
    }

    /** Waits until no socket is open; false after the timeout. */
    public boolean awaitNoSockets(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!openSockets.isEmpty() && left > 0) left = noSockets.awaitNanos(left);
            return openSockets.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<ClientConnection> connections() {
        List<ClientConnection> connections = new ArrayList<>();
        forEachSession(session -> connections.addAll(session.connections()));
        return connections;
    }

    private void spread(List<ClientConnection> connections, BiConsumer<ClientConnection, Duration> action) {
        long windowMs = config.reconnectWindow(connections.size()).toMillis();
        for (ClientConnection connection : connections) {
            action.accept(connection, Duration.ofMillis(Math.floorMod(random.getAsLong(), windowMs)));
        }
    }
}
