package collab.fanout;

import collab.fanout.config.CredentialLookup;
import collab.fanout.config.FanoutConfig;
import collab.fanout.connection.LinkListener;
import collab.fanout.connection.LinkMetrics;
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
import collab.runtime.Metrics;
import collab.runtime.ResourceStack;
import collab.wire.EventShapes;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.grpc.GrpcReflectionFeature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The running fanout: follows the log, keeps the streams, produces presence and typing. It serves no caller until it is
 * mounted on a listener.
 */
public final class Fanout implements AutoCloseable {
    private final ResourceStack resources;
    private final Presence presence;
    private final SignalBus signals;
    private final CommitProbe probe;
    private final LinkListener listener;
    private final FanoutConfig.Heartbeats heartbeats;

    private Fanout(
            ResourceStack resources,
            Presence presence,
            SignalBus signals,
            CommitProbe probe,
            LinkListener listener,
            FanoutConfig.Heartbeats heartbeats) {
        this.resources = resources;
        this.presence = presence;
        this.signals = signals;
        this.probe = probe;
        this.listener = listener;
        this.heartbeats = heartbeats;
    }

    /**
     * Starts a fanout, or throws after closing what it had opened.
     *
     * @param clock gives timestamps; durations are measured by the schedulers
     * @param scheduler runs heartbeats, which never block; the caller closes it after the fanout. Presence has a
     *     scheduler of its own, because its batches wait for the database.
     */
    public static Fanout start(
            FanoutConfig config,
            FanoutStore store,
            CredentialLookup credentials,
            Metrics metrics,
            InstantSource clock,
            ScheduledExecutorService scheduler) {
        ResourceStack resources = new ResourceStack();
        PresenceScheduler batches = resources.add(PresenceScheduler.start());
        Schedulers schedulers = new Schedulers(scheduler, batches.executor());
        return start(
                config, new Environment(store, credentials, metrics, clock), schedulers, EventShapes.ALL, resources);
    }

    /** What a fanout uses of the process around it. */
    record Environment(FanoutStore store, CredentialLookup credentials, Metrics metrics, InstantSource clock) {}

    /**
     * @param heartbeats runs tasks that never block
     * @param presence runs tasks that wait for the database
     */
    record Schedulers(ScheduledExecutorService heartbeats, ScheduledExecutorService presence) {}

    /**
     * @param shapes the supported versions of events
     * @param resources closed with the fanout, or when the start fails
     */
    static Fanout start(
            FanoutConfig config,
            Environment environment,
            Schedulers schedulers,
            EventShapes shapes,
            ResourceStack resources) {
        try {
            return open(config, environment, schedulers, shapes, resources);
        } catch (RuntimeException failed) {
            resources.close();
            throw failed;
        }
    }

    private static Fanout open(
            FanoutConfig config,
            Environment environment,
            Schedulers schedulers,
            EventShapes shapes,
            ResourceStack resources) {
        FanoutStore store = environment.store();
        LinkMetrics metrics = new LinkMetrics(environment.metrics());
        SignalEvents events = new SignalEvents(environment.clock());
        StreamRegistry registry = new StreamRegistry();
        LogFollower follower = resources.add(LogFollower.start(store.log()));
        Presence presence = resources.add(Presence.start(
                config.presence(), store.log(), store.memberships(), events, registry, schedulers.presence()));
        StreamServices services = new StreamServices(
                config,
                new StreamServices.Source(store.log(), store.memberships(), follower),
                new StreamServices.Encoding(
                        new AudienceResolver(store.memberships()),
                        new EnvelopeFactory(shapes, config.link().versionMax()),
                        events),
                new StreamServices.Gateways(registry, presence),
                metrics,
                schedulers.heartbeats());
        LinkService service = new LinkService(services, store.snapshots(), environment.credentials());
        resources.add(service::endAll);
        metrics.watchStreams(registry::lagMax, registry::attachedCount, service::subscriptionCount);
        CommitProbe probe = resources.add(CommitProbe.start(
                config.link().probeInterval(), store.probeCommit(), store.log()::head, registry, metrics));
        LinkListener listener = resources.add(new LinkListener(service, config, metrics, schedulers.heartbeats()));
        SignalBus signals =
                new Typing(environment.clock(), events, registry::enqueue, metrics.signalsDropped::increment);
        return new Fanout(
                resources, presence, signals, probe, listener, config.link().heartbeats());
    }

    public SignalBus signals() {
        return signals;
    }

    /** Why commits do not complete; empty when they do. */
    public Optional<String> commitProblem() {
        return probe.problem();
    }

    public Presence presence() {
        return presence;
    }

    /**
     * Serves the link and the standard health service on this listener, and watches its connections.
     *
     * @param firstCall the time from accepting a connection to its first call with the secret
     */
    public void mount(ListenerConfig.BuilderBase<?, ?> server, Duration firstCall) {
        mount(server, firstCall, heartbeats.silentMax());
    }

    /** @param silentHeartbeatsMax heartbeats without a byte after which a connection counts as dead */
    void mount(ListenerConfig.BuilderBase<?, ?> server, Duration firstCall, int silentHeartbeatsMax) {
        listener.mount(server, firstCall, silentHeartbeatsMax);
    }

    /** The standard reflection services for the listener with that name; like every call they need the secret. */
    public static GrpcReflectionFeature reflection(String listener) {
        return GrpcReflectionFeature.create(feature -> feature.enabled(true).addSocket(listener));
    }

    /** Makes the health service report that this server is stopping; streams continue. */
    public void drain() {
        listener.drain();
    }

    /** Ends all streams with UNAVAILABLE, so that gateways attach to the next server. Closing twice has no effect. */
    @Override
    public void close() {
        resources.close();
        listener.closeConnections();
    }
}
