package collab.runtime.limit;

import collab.runtime.Metrics;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HTTP connections of a listener. While the listener has little room, a connection that waits for its next request counts as idle
 * after {@link #IDLE_WHEN_CROWDED} instead of {@link ListenerBounds#IDLE_TIMEOUT}, and Helidon closes it at its next check. Many
 * addresses could otherwise keep connections that they no longer use, each within its share, and leave none for new clients. For the
 * same reason these connections count as free when {@link ConnectionShares} divides the connections.
 *
 * <p>A connection whose request runs, and a WebSocket, are never closed by this. A connection that has not sent its first request head
 * ends after the deadline for heads.
 *
 * @param selector creates the connections
 * @param shares knows how much room the listener has
 * @param closed counts the connections that are closed early
 * @param open the connections
 */
record IdleConnections(
        ServerConnectionSelector selector, ConnectionShares shares, Metrics.Counter closed, Set<IdleConnection> open)
        implements ServerConnectionSelector {
    /** Helidon's clock for this is set once a second, so that a connection has really waited for 1 to 2 seconds. */
    static final Duration IDLE_WHEN_CROWDED = Duration.ofMillis(1_500);

    IdleConnections(ServerConnectionSelector selector, ConnectionShares shares, Metrics.Counter closed) {
        this(selector, shares, closed, ConcurrentHashMap.newKeySet());
        shares.countAsFree(
                () -> (int) open.stream().filter(IdleConnection::isIdle).count());
    }

    @Override
    public int bytesToIdentifyConnection() {
        return selector.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData begin) {
        return selector.supports(begin);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return selector.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        IdleConnection connection = new IdleConnection(selector.connection(context));
        open.add(connection);
        return connection;
    }

    /** A connection of the listener, idle or not. */
    final class IdleConnection implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection connection;
        private boolean closesEarly; // read and written by the thread of Helidon's check only

        IdleConnection(ServerConnection connection) {
            this.connection = connection;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                connection.handle(limit);
            } finally {
                open.remove(this);
            }
        }

        @Override
        public boolean canInterrupt() {
            return connection instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        /** Called by Helidon's check of idle connections. */
        @Override
        public Duration idleTime() {
            Duration idle = connection.idleTime();
            closesEarly = idle.compareTo(ListenerBounds.IDLE_TIMEOUT) <= 0 && isIdle() && shares.isCrowded();
            return closesEarly ? ListenerBounds.IDLE_TIMEOUT.plusSeconds(1) : idle;
        }

        /** Whether it has waited for a request for a while. The idle time of a WebSocket is always zero. */
        private boolean isIdle() {
            return canInterrupt() && connection.idleTime().compareTo(IDLE_WHEN_CROWDED) >= 0;
        }

        @Override
        public void close(boolean interrupt) {
            if (closesEarly) closed.increment();
            connection.close(interrupt);
        }
    }
}
