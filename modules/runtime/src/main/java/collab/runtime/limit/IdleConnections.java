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

/**
 * HTTP connections of a listener. While the listener has little room, a connection that waits for its next request counts as idle
 * after {@link #IDLE_WHEN_CROWDED} instead of {@link ListenerBounds#IDLE_TIMEOUT}, and Helidon closes it at its next check. Many
 * addresses could otherwise keep connections that they no longer use, each within its share, and leave none for new clients.
 *
 * <p>A connection whose request runs, and a WebSocket, are never closed by this. A connection that has not sent its first request head
 * ends after the deadline for heads.
 *
 * @param selector creates the connections
 * @param shares knows how much room the listener has
 * @param closed counts the connections that are closed early
 */
record IdleConnections(ServerConnectionSelector selector, ConnectionShares shares, Metrics.Counter closed)
        implements ServerConnectionSelector {
    static final Duration IDLE_WHEN_CROWDED = Duration.ofSeconds(3);

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
        return new IdleConnection(selector.connection(context));
    }

    private final class IdleConnection implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection connection;
        private boolean closesEarly; // read and written by the thread of Helidon's check only

        IdleConnection(ServerConnection connection) {
            this.connection = connection;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            connection.handle(limit);
        }

        @Override
        public boolean canInterrupt() {
            return connection instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        /** Called by Helidon's check of idle connections. */
        @Override
        public Duration idleTime() {
            Duration idle = connection.idleTime();
            closesEarly = idle.compareTo(IDLE_WHEN_CROWDED) >= 0
                    && idle.compareTo(ListenerBounds.IDLE_TIMEOUT) <= 0
                    && canInterrupt()
                    && shares.isCrowded();
            return closesEarly ? ListenerBounds.IDLE_TIMEOUT.plusSeconds(1) : idle;
        }

        @Override
        public void close(boolean interrupt) {
            if (closesEarly) closed.increment();
            connection.close(interrupt);
        }
    }
}
