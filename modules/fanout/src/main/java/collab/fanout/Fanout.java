package collab.fanout;

import collab.ops.Metrics;
import collab.persistence.EventLog;
import collab.persistence.Memberships;
import collab.persistence.Snapshots;
import collab.wire.EventShapes;
import collab.wire.link.v1.LinkProto;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.helidon.config.Config;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcReflectionFeature;
import io.helidon.webserver.grpc.GrpcRouting;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** The running fanout: follows the log, keeps the streams, produces presence and typing. Serves nobody until it is mounted. */
public final class Fanout implements AutoCloseable {
    private final LogFollower follower;
    private final Presence presence;
    private final SignalBus signals;
    private final LinkService service;
    private final Canary canary;
    private final LinkSecret secret;
    private final HealthStatusManager health = new HealthStatusManager();

    private Fanout(
            LogFollower follower,
            Presence presence,
            SignalBus signals,
            LinkService service,
            Canary canary,
            LinkSecret secret) {
        this.follower = follower;
        this.presence = presence;
        this.signals = signals;
        this.service = service;
        this.canary = canary;
        this.secret = secret;
    }

    /**
     * @param clock says when, never how long: what is timed goes by the scheduler
     * @param scheduler runs heartbeats and presence; stays the caller's to close, after this
     * @param commit makes a commit that changes nothing and returns when it is durable: the canary's first hop
     */
    public static Fanout start(
            FanoutConfig config,
            EventLog log,
            Memberships memberships,
            Snapshots snapshots,
            Credentials credentials,
            Metrics metrics,
            InstantSource clock,
            ScheduledExecutorService scheduler,
            Runnable commit) {
        return start(
                config, log, memberships, snapshots, credentials, metrics, clock, scheduler, commit, EventShapes.ALL);
    }

    /** @param shapes the versions spoken */
    static Fanout start(
            FanoutConfig config,
            EventLog log,
            Memberships memberships,
            Snapshots snapshots,
            Credentials credentials,
            Metrics metrics,
            InstantSource clock,
            ScheduledExecutorService scheduler,
            Runnable commit,
            EventShapes shapes) {
        LinkMetrics counted = new LinkMetrics(metrics);
        SignalEvents events = new SignalEvents(clock);
        LinkRegistry registry = new LinkRegistry();
        LogFollower follower = LogFollower.start(log);
        Presence presence = Presence.start(config.presence(), log, memberships, events, registry, scheduler);
        LinkParts parts = new LinkParts(
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
                Canary.start(config.link().canary(), commit, log::head, registry, counted),
                new LinkSecret(config.secret(), HealthGrpc.SERVICE_NAME));
    }

    public SignalBus signals() {
        return signals;
    }

    /** Why commits do not come back, if they do not. */
    public Optional<String> commitProblem() {
        return canary.problem();
    }

    public Presence presence() {
        return presence;
    }

    /** Serves the link, and the standard health service, on this listener. */
    public void mount(ListenerConfig.BuilderBase<?, ?> listener) {
        // without compression: the client offers gzip with every call, and the link is a local network's
        listener.addProtocol(GrpcConfig.builder().enableCompression(false).build())
                .addRouting(GrpcRouting.builder()
                        .config(Config.empty())
                        .intercept(secret)
                        .service(LinkProto.getDescriptor(), service)
                        .service(HealthProto.getDescriptor(), health.getHealthService()));
    }

    /** The standard reflection services for the listener of that name, behind the secret like everything else. */
    public static GrpcReflectionFeature reflection(String listener) {
        return GrpcReflectionFeature.create(feature -> feature.enabled(true).addSocket(listener));
    }

    /** From now on the health service says that this server is leaving; streams go on. */
    public void drain() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }

    /** Ends all streams with UNAVAILABLE, for gateways to come back to the next server. Closing twice is fine. */
    @Override
    public void close() {
        health.enterTerminalState();
        canary.close();
        service.endAll(Status.UNAVAILABLE.withDescription("the server is closing"));
        presence.close();
        follower.close();
    }
}
