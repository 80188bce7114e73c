package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;

import collab.runtime.RequestHeadDeadline;
import collab.runtime.TimeoutScheduler;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connections of the link's listener. They speak only HTTP/2, and each is watched by a {@link LinkConnection} while
 * it is open.
 */
final class LinkConnections implements ServerConnectionSelector {
    private static final System.Logger LOG = System.getLogger(LinkConnections.class.getName());

    private final Http2ConnectionSelector http2;
    private final RequestHeadDeadline authentication;
    private final UnauthenticatedPeers unauthenticated;
    private final TimeoutScheduler scheduler;
    private final int silentHeartbeatsMax;
    private final LinkMetrics metrics;
    private final Set<LinkConnection> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<SocketAddress, LinkConnection> byPeer = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /**
     * @param authentication closes connections whose peer has not proved the secret in time
     * @param unauthenticated the connections whose peer has not proved the secret
     * @param silentHeartbeatsMax heartbeats without a byte after which a connection counts as dead
     */
    LinkConnections(
            Http2ConnectionSelector http2,
            RequestHeadDeadline authentication,
            UnauthenticatedPeers unauthenticated,
            TimeoutScheduler scheduler,
            int silentHeartbeatsMax,
            LinkMetrics metrics) {
        this.http2 = http2;
        this.authentication = authentication;
        this.unauthenticated = unauthenticated;
        this.scheduler = scheduler;
        this.silentHeartbeatsMax = silentHeartbeatsMax;
        this.metrics = metrics;
    }

    /** The open connection of that peer. */
    Optional<LinkConnection> find(SocketAddress peer) {
        return Optional.ofNullable(byPeer.get(peer));
    }

    /** The running calls of all connections. */
    int callCount() {
        return open.stream().mapToInt(LinkConnection::runningCalls).sum();
    }

    /**
     * Asks all peers to leave, and closes the connections of those that do not. Called when all streams have ended; the listener
     * would wait for each connection with an open call until its own timeout, also for those of dead peers.
     */
    void close(Duration patience) {
        closing = true;
        List<LinkConnection> leaving = List.copyOf(open);
        leaving.forEach(LinkConnection::leave);
        try {
            CompletableFuture.allOf(leaving.stream().map(LinkConnection::ending).toArray(CompletableFuture[]::new))
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException remaining) {
            LOG.log(DEBUG, "some peers of the link did not close their connection");
        }
        leaving.forEach(LinkConnection::close);
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
        Optional<SocketAddress> peer = Optional.ofNullable(context.remotePeer().address());
        LinkConnection watched = new LinkConnection(
                context,
                new LinkConnection.Environment(
                        authentication.closer(context),
                        () -> {
                            authentication.complete(context);
                            peer.ifPresent(unauthenticated::remove);
                        },
                        scheduler,
                        silentHeartbeatsMax,
                        metrics));
        open.add(watched);
        peer.ifPresent(address -> byPeer.put(address, watched));
        return new Watched(http2.connection(watched), watched, peer);
    }

    /** The web server's view of a connection: Helidon's connection, which is removed here when it has ended. */
    private final class Watched implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection connection;
        private final LinkConnection watched;
        private final Optional<SocketAddress> peer;

        Watched(ServerConnection connection, LinkConnection watched, Optional<SocketAddress> peer) {
            this.connection = connection;
            this.watched = watched;
            this.peer = peer;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                if (!closing && watched.hasBegun()) connection.handle(limit);
            } finally {
                open.remove(watched);
                peer.ifPresent(address -> {
                    byPeer.remove(address, watched);
                    unauthenticated.remove(address);
                });
                watched.end();
            }
        }

        /** Whether no call is running on it, or all streams have been ended. */
        @Override
        public boolean canInterrupt() {
            return closing || connection instanceof InterruptableTask<?> task && task.canInterrupt();
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
