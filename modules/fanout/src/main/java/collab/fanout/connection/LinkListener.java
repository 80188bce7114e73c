package collab.fanout.connection;

import collab.fanout.config.FanoutConfig;
import collab.runtime.AcceptedSocketOptions;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.TimeoutScheduler;
import collab.wire.link.v1.LinkProto;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.config.Config;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcProtocolProvider;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves the link and the standard health service on listeners of the web server, and watches their connections. */
public final class LinkListener implements AutoCloseable {
    /** Connections of peers that have not proved the secret: at most this part of all. */
    private static final int UNAUTHENTICATED_SHARE = 4;

    /** Of one address: at most this part of them. */
    private static final int UNAUTHENTICATED_ADDRESS_SHARE = 2;

    private static final int UNAUTHENTICATED_MIN = 16;

    /** Without a bound for the connections of the listener. */
    private static final int UNAUTHENTICATED_DEFAULT = 256;

    /** Above the bound of {@link FrameGuard}, which ends the connection first. */
    private static final int HELIDON_STREAMS_MAX = 1_000;

    /** Calls that a peer cancels in 10 s. Helidon counts every cancelled gRPC call, also one that was answered. */
    private static final int HELIDON_RESETS_MAX = 1_000;

    /** How long peers may take to close their connections when this server stops. */
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(200);

    private final BindableService service;
    private final String secret;
    private final FanoutConfig.Heartbeats heartbeats;
    private final LinkMetrics metrics;
    private final ScheduledExecutorService scheduler;
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();
    private final List<LinkConnections> connections = new CopyOnWriteArrayList<>();

    public LinkListener(
            BindableService service, FanoutConfig config, LinkMetrics metrics, ScheduledExecutorService scheduler) {
        this.service = service;
        this.secret = config.secret();
        this.heartbeats = config.link().heartbeats();
        this.metrics = metrics;
        this.scheduler = scheduler;
    }

    /**
     * @param firstCall the time from accepting a connection to its first call with the secret
     * @param silentHeartbeatsMax heartbeats without a byte after which a connection counts as dead
     */
    public void mount(ListenerConfig.BuilderBase<?, ?> listener, Duration firstCall, int silentHeartbeatsMax) {
        TimeoutScheduler timeouts = TimeoutScheduler.of(scheduler);
        RequestHeadDeadline deadline = new RequestHeadDeadline(firstCall, timeouts);
        int unauthenticatedMax = unauthenticatedMax(listener.maxTcpConnections());
        UnauthenticatedPeers unauthenticated = new UnauthenticatedPeers(
                unauthenticatedMax, Math.ceilDiv(unauthenticatedMax, UNAUTHENTICATED_ADDRESS_SHARE), metrics);
        SocketOptions options = SocketOptions.builder().tcpNoDelay(true).build();
        deadline.configure(listener, new AcceptedSocketOptions(options, unauthenticated::accepted));
        LinkConnections accepted =
                new LinkConnections(http2(), deadline, unauthenticated, timeouts, silentHeartbeatsMax, metrics);
        connections.add(accepted);
        metrics.watchConnections(accepted::openCount, accepted::callCount);
        metrics.watchUnauthenticated(unauthenticated::count);
        LinkSecretInterceptor authentication = new LinkSecretInterceptor(
                secret, HealthGrpc.getCheckMethod().getFullMethodName(), scheduler, accepted::find);
        long interval = heartbeats.interval().toMillis();
        tasks.add(scheduler.scheduleAtFixedRate(accepted::onHeartbeat, interval, interval, TimeUnit.MILLISECONDS));
        listener.protocolsDiscoverServices(false)
                .addConnectionSelector(accepted)
                .addRouting(GrpcRouting.builder()
                        .config(Config.empty())
                        .intercept(authentication)
                        .intercept(new HealthWatchInterceptor(HealthGrpc.SERVICE_NAME))
                        .service(LinkProto.getDescriptor(), service)
                        .service(HealthProto.getDescriptor(), health.getHealthService()));
    }

    private static int unauthenticatedMax(int connectionsMax) {
        if (connectionsMax < 0) return UNAUTHENTICATED_DEFAULT;
        return Math.min(
                Math.max(connectionsMax / UNAUTHENTICATED_SHARE, UNAUTHENTICATED_MIN), Math.max(1, connectionsMax - 1));
    }

    /** Without compression: the client offers gzip with every call, but the link is a local network. */
    private static Http2ConnectionSelector http2() {
        GrpcConfig grpc = GrpcConfig.builder().enableCompression(false).build();
        return Http2ConnectionSelector.builder()
                .http2Config(Http2Config.builder()
                        .maxConcurrentStreams(HELIDON_STREAMS_MAX)
                        .maxHeaderListSize(FrameGuard.HEADER_LIST_BYTES_MAX)
                        .maxRapidResets(HELIDON_RESETS_MAX)
                        .build())
                .addSubProtocolSelector(new GrpcProtocolProvider().create(grpc, ProtocolConfigs.create(List.of(grpc))))
                .build();
    }

    /** Makes the health service report that this server is stopping; streams continue. */
    public void drain() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }

    /** Ends the connections, after the streams have ended. */
    public void closeConnections() {
        connections.forEach(accepted -> accepted.close(CLOSE_PATIENCE));
    }

    /** Stops the heartbeats of connections and makes the health service report for good that this server is stopping. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        health.enterTerminalState();
    }
}
