package collab.fanout;

import collab.fanout.config.CredentialLookup;
import collab.fanout.config.FanoutConfig;
import collab.fanout.connection.HealthWatchInterceptor;
import collab.fanout.connection.LinkConnections;
import collab.fanout.connection.LinkMetrics;
import collab.fanout.connection.LinkSecretInterceptor;
import collab.fanout.presence.Presence;
import collab.fanout.presence.SignalBus;
import collab.fanout.presence.SignalEvents;
import collab.fanout.presence.Typing;
import collab.fanout.routing.AudienceResolver;
import collab.fanout.routing.EnvelopeFactory;
import collab.fanout.stream.CommitProbe;
import collab.fanout.stream.LinkService;
import collab.fanout.stream.LogFollower;
import collab.fanout.stream.StreamRegistry;
import collab.fanout.stream.StreamServices;
import collab.persistence.EventLog;
import collab.persistence.Memberships;
import collab.persistence.Snapshots;
import collab.runtime.Metrics;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.TimeoutScheduler;
import collab.wire.EventShapes;
import collab.wire.link.v1.LinkProto;
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
import io.helidon.webserver.grpc.GrpcReflectionFeature;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The running fanout: follows the log, keeps the streams, produces presence and typing. It serves no caller until it is
 * mounted on a listener.
 */
public final class Fanout implements AutoCloseable {
    private final LogFollower follower;
    private final Presence presence;
    private final SignalBus signals;
    private final LinkService service;
    private final CommitProbe canary;
    private final LinkSecretInterceptor secret;
    private final FanoutConfig.Link config;
    private final LinkMetrics metrics;
    private final ScheduledExecutorService scheduler;
    private final List<Future<?>> beats = new CopyOnWriteArrayList<>();
    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Fanout(
            LogFollower follower,
            Presence presence,
            SignalBus signals,
            LinkService service,
            CommitProbe canary,
            LinkSecretInterceptor secret,
            FanoutConfig.Link config,
            LinkMetrics metrics,
            ScheduledExecutorService scheduler) {
        this.follower = follower;
        this.presence = presence;
        this.signals = signals;
        this.service = service;
        this.canary = canary;
        this.secret = secret;
        this.config = config;
        this.metrics = metrics;
        this.scheduler = scheduler;
    }

    /**
     * @param clock gives timestamps; durations are measured by the scheduler
     * @param scheduler runs heartbeats and presence; the caller closes it after the fanout
     * @param commit makes a commit that changes nothing and returns when it is durable: the first hop of the delivery
     *     probe
     */
    public static Fanout start(
            FanoutConfig config,
            EventLog log,
            Memberships memberships,
            Snapshots snapshots,
            CredentialLookup credentials,
            Metrics metrics,
            InstantSource clock,
            ScheduledExecutorService scheduler,
            Runnable commit) {
        return start(
                config, log, memberships, snapshots, credentials, metrics, clock, scheduler, commit, EventShapes.ALL);
    }

    /** @param shapes the supported versions of events */
    static Fanout start(
            FanoutConfig config,
            EventLog log,
            Memberships memberships,
            Snapshots snapshots,
            CredentialLookup credentials,
            Metrics metrics,
            InstantSource clock,
            ScheduledExecutorService scheduler,
            Runnable commit,
            EventShapes shapes) {
        LinkMetrics counted = new LinkMetrics(metrics);
        SignalEvents events = new SignalEvents(clock);
        StreamRegistry registry = new StreamRegistry();
        LogFollower follower = LogFollower.start(log);
        Presence presence = Presence.start(config.presence(), log, memberships, events, registry, scheduler);
        StreamServices parts = new StreamServices(
                config,
                log,
                memberships,
                follower,
                new AudienceResolver(memberships),
                new EnvelopeFactory(shapes, config.link().versionMax()),
                events,
                presence,
                registry,
                counted,
                scheduler);
        LinkService service = new LinkService(parts, snapshots, credentials);
        counted.watch(registry::lagMax, registry::attachedCount, service::subscriptionCount);
        return new Fanout(
                follower,
                presence,
                new Typing(clock, events, registry::tell, counted.signalsShed::increment),
                service,
                CommitProbe.start(config.link().canary(), commit, log::head, registry, counted),
                new LinkSecretInterceptor(
                        config.secret(), HealthGrpc.getCheckMethod().getFullMethodName(), scheduler),
                config.link(),
                counted,
                scheduler);
    }

    public SignalBus signals() {
        return signals;
    }

    /** Why commits do not complete; empty when they do. */
    public Optional<String> commitProblem() {
        return canary.problem();
    }

    public Presence presence() {
        return presence;
    }

    /**
     * Serves the link and the standard health service on this listener, and watches its connections.
     *
     * @param firstCall the time from accepting a connection to its first call
     */
    public void mount(ListenerConfig.BuilderBase<?, ?> listener, Duration firstCall) {
        mount(listener, firstCall, config.silentBeatsMax());
    }

    /** @param silentBeatsMax heartbeats without a byte after which a connection counts as dead */
    void mount(ListenerConfig.BuilderBase<?, ?> listener, Duration firstCall, int silentBeatsMax) {
        RequestHeadDeadline deadline = new RequestHeadDeadline(firstCall, TimeoutScheduler.of(scheduler));
        deadline.configure(listener, SocketOptions.builder().tcpNoDelay(true).build());
        LinkConnections connections = new LinkConnections(http2(), deadline, silentBeatsMax, metrics);
        metrics.connections(connections::openCount);
        long beat = config.heartbeat().toMillis();
        beats.add(scheduler.scheduleAtFixedRate(connections::beat, beat, beat, TimeUnit.MILLISECONDS));
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

    /** The standard reflection services for the listener with that name; like every call they need the secret. */
    public static GrpcReflectionFeature reflection(String listener) {
        return GrpcReflectionFeature.create(feature -> feature.enabled(true).addSocket(listener));
    }

    /** Makes the health service report that this server is stopping; streams continue. */
    public void drain() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }

    /** Ends all streams with UNAVAILABLE, so that gateways attach to the next server. Closing twice has no effect. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        beats.forEach(beat -> beat.cancel(false));
        health.enterTerminalState();
        canary.close();
        service.endAll();
        presence.close();
        follower.close();
    }
}
