package collab.fanout.connection;

import collab.runtime.RequestHeadDeadline;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of the link's listener. They speak only HTTP/2, and each is watched by a {@link LinkConnection} while
 * it is open.
 */
public final class LinkConnections implements ServerConnectionSelector {
    private final Http2ConnectionSelector http2;
    private final RequestHeadDeadline firstCall;
    private final int silentHeartbeatsMax;
    private final LinkMetrics metrics;
    private final Set<LinkConnection> open = ConcurrentHashMap.newKeySet();

    /**
     * @param firstCall closes connections without a call in time
     * @param silentHeartbeatsMax heartbeats without a byte after which a connection counts as dead
     */
    public LinkConnections(
            Http2ConnectionSelector http2,
            RequestHeadDeadline firstCall,
            int silentHeartbeatsMax,
            LinkMetrics metrics) {
        this.http2 = http2;
        this.firstCall = firstCall;
        this.silentHeartbeatsMax = silentHeartbeatsMax;
        this.metrics = metrics;
    }

    /** Called once per heartbeat. Never blocks. */
    public void onHeartbeat() {
        open.forEach(LinkConnection::onHeartbeat);
    }

    public int openCount() {
        return open.size();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http2.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http2.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http2.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        LinkConnection watched = new LinkConnection(
                context, firstCall.closer(context), () -> firstCall.complete(context), silentHeartbeatsMax, metrics);
        open.add(watched);
        return new Watched(http2.connection(watched), watched);
    }

    /** The web server's view of a connection: Helidon's connection, which is removed here when it has ended. */
    private final class Watched implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection connection;
        private final LinkConnection watched;

        Watched(ServerConnection connection, LinkConnection watched) {
            this.connection = connection;
            this.watched = watched;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                if (watched.hasBegun()) connection.handle(limit);
            } finally {
                open.remove(watched);
            }
        }

        /** Whether no call is running on it. */
        @Override
        public boolean canInterrupt() {
            return connection instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
