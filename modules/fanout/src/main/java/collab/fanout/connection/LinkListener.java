package collab.fanout.connection;

import collab.fanout.config.FanoutConfig;
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
    private final BindableService service;
    private final LinkSecretInterceptor secret;
    private final FanoutConfig.Heartbeats heartbeats;
    private final LinkMetrics metrics;
    private final ScheduledExecutorService scheduler;
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();

    public LinkListener(
            BindableService service, FanoutConfig config, LinkMetrics metrics, ScheduledExecutorService scheduler) {
        this.service = service;
        this.secret = new LinkSecretInterceptor(
                config.secret(), HealthGrpc.getCheckMethod().getFullMethodName(), scheduler);
        this.heartbeats = config.link().heartbeats();
        this.metrics = metrics;
        this.scheduler = scheduler;
    }

    /**
     * @param firstCall the time from accepting a connection to its first call
     * @param silentHeartbeatsMax heartbeats without a byte after which a connection counts as dead
     */
    public void mount(ListenerConfig.BuilderBase<?, ?> listener, Duration firstCall, int silentHeartbeatsMax) {
        RequestHeadDeadline deadline = new RequestHeadDeadline(firstCall, TimeoutScheduler.of(scheduler));
        deadline.configure(listener, SocketOptions.builder().tcpNoDelay(true).build());
        LinkConnections connections = new LinkConnections(http2(), deadline, silentHeartbeatsMax, metrics);
        metrics.watchConnections(connections::openCount);
        long interval = heartbeats.interval().toMillis();
        tasks.add(scheduler.scheduleAtFixedRate(connections::onHeartbeat, interval, interval, TimeUnit.MILLISECONDS));
        listener.protocolsDiscoverServices(false)
                .addConnectionSelector(connections)
                .addRouting(GrpcRouting.builder()
                        .config(Config.empty())
                        .intercept(secret)
                        .intercept(new HealthWatchInterceptor(HealthGrpc.SERVICE_NAME))
                        .service(LinkProto.getDescriptor(), service)
                        .service(HealthProto.getDescriptor(), health.getHealthService()));
    }

    /** Without compression: the client offers gzip with every call, but the link is a local network. */
    private static Http2ConnectionSelector http2() {
        GrpcConfig grpc = GrpcConfig.builder().enableCompression(false).build();
        return Http2ConnectionSelector.builder()
                .http2Config(Http2Config.create())
                .addSubProtocolSelector(new GrpcProtocolProvider().create(grpc, ProtocolConfigs.create(List.of(grpc))))
                .build();
    }

    /** Makes the health service report that this server is stopping; streams continue. */
    public void drain() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }

    /** Stops the heartbeats of connections and makes the health service report for good that this server is stopping. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        health.enterTerminalState();
    }
}
