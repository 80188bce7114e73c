package collab.gateway;

import static java.lang.System.Logger.Level.INFO;

import collab.gateway.admission.OriginPolicy;
import collab.gateway.admission.UpgradeAuthorizer;
import collab.gateway.config.GatewayConfig;
import collab.gateway.config.SessionConfig;
import collab.gateway.http.DocsPages;
import collab.gateway.http.ForwardedHeaders;
import collab.gateway.http.RpcProxy;
import collab.gateway.http.RpcRelay;
import collab.gateway.http.WebPages;
import collab.gateway.link.LinkChannel;
import collab.gateway.link.LinkContext;
import collab.gateway.link.LinkInbox;
import collab.gateway.link.LinkState;
import collab.gateway.link.ServerCalls;
import collab.gateway.link.ServerLink;
import collab.gateway.protocol.FrameFormat;
import collab.gateway.session.CatchUpServices;
import collab.gateway.session.ConnectionServices;
import collab.gateway.session.EnvelopeDispatcher;
import collab.gateway.session.EnvelopeReader;
import collab.gateway.session.GatewayMetrics;
import collab.gateway.session.HeartbeatServices;
import collab.gateway.session.PresenceRequests;
import collab.gateway.session.SessionRegistry;
import collab.gateway.session.SocketProbe;
import collab.gateway.session.TimerThread;
import collab.gateway.session.TimerWheel;
import collab.runtime.HealthEndpoints;
import collab.runtime.HttpGuard;
import collab.runtime.Metrics;
import collab.runtime.ProcessFailure;
import collab.runtime.Readiness;
import collab.runtime.RequestHeadRules;
import collab.runtime.ResourceStack;
import collab.runtime.limit.ListenAddress;
import collab.runtime.limit.ListenerBounds;
import collab.runtime.rpc.RpcBounds;
import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketCounters;
import collab.websocket.SocketServices;
import collab.websocket.WriterPool;
import collab.websocket.handshake.ListenerSetup;
import collab.websocket.handshake.UpgradeDecision;
import collab.websocket.handshake.UpgradePolicy;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import io.grpc.ManagedChannel;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A running gateway: the sockets of clients, the link to the server, and the HTTP listener. */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final Duration STUCK_WRITE_SWEEP = Duration.ofSeconds(1);

    private final GatewayConfig config;
    private final ServingState serving;
    private final SessionRegistry registry;
    private final ServerLink link;
    private final WebServer listener;
    private final ResourceStack resources;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Gateway(
            GatewayConfig config,
            ServingState serving,
            SessionRegistry registry,
            ServerLink link,
            WebServer listener,
            ResourceStack resources) {
        this.config = config;
        this.serving = serving;
        this.registry = registry;
        this.link = link;
        this.listener = listener;
        this.resources = resources;
    }

    // ---- Start ----

    /**
     * Starts a gateway, or throws after closing everything that was opened. Attaching to the server continues in the background; until
     * then requests and upgrades get 503.
     *
     * @param relay forwards {@code /rpc} to the server; the caller closes it
     * @param readiness receives the conditions of the gateway; may be shared with a server in the same process
     */
    public static Gateway start(GatewayConfig config, RpcRelay relay, Metrics metrics, Readiness readiness) {
        ResourceStack resources = new ResourceStack();
        try {
            return start(config, relay, metrics, readiness, resources);
        } catch (RuntimeException failed) {
            resources.close();
            throw failed;
        }
    }

    private static Gateway start(
            GatewayConfig config, RpcRelay relay, Metrics metrics, Readiness readiness, ResourceStack resources) {
        ServingState serving = new ServingState(config.http());
        GatewayMetrics counters = new GatewayMetrics(metrics);
        SocketServices sockets = sockets(config, resources);
        TimerWheel wheel = new TimerWheel(System::nanoTime);
        resources.add(TimerThread.start(wheel));

        LinkContext context = link(config, resources);
        LinkState state = context.state();
        PresenceRequests presence = new PresenceRequests(state, wheel);
        SessionRegistry registry = new SessionRegistry(
                config.session(),
                state,
                presence,
                wheel,
                counters,
                () -> ThreadLocalRandom.current().nextLong());
        EnvelopeReader reader = new EnvelopeReader(EventShapes.ALL, counters);
        SocketProbe probe = SocketProbe.create(sockets.writers(), metrics, System::nanoTime);
        ServerLink link = resources.add(ServerLink.start(
                context,
                new EnvelopeDispatcher(registry, reader, presence, probe, counters, InstantSource.system()),
                welcome -> {
                    probe.attached(Duration.ofMillis(Integer.toUnsignedLong(welcome.getCanaryMs())));
                    serving.welcomed(welcome);
                },
                counters));

        ServerCalls calls = new ServerCalls(
                openChannel(config, resources),
                config.link(),
                config.session().replay().eventsMax(),
                state);
        ConnectionServices connections = new ConnectionServices(
                config.session(),
                registry,
                state,
                new HeartbeatServices(
                        wheel, () -> firstPing(config.session().ping().interval()), InstantSource.system()),
                catchUps(config.session(), calls, reader, resources),
                counters);
        ForwardedHeaders forwarded = new ForwardedHeaders(config.http().proxies());
        UpgradeAuthorizer authorizer = new UpgradeAuthorizer(
                calls,
                connections,
                FrameFormat.all(EventShapes.ALL),
                new OriginPolicy(config.http().origins()),
                forwarded,
                () -> !serving.acceptsSockets());
        RpcProxy proxy = new RpcProxy(
                relay,
                forwarded,
                serving::isAllowed,
                RpcBounds.ofHeap(
                        config.http().limits().requestsMax(),
                        config.http().limits().bodyTimeout(),
                        sockets.deadlines(),
                        metrics));

        requireReady(readiness, state, serving, probe);
        GatewayGauges.register(metrics, registry, state, sockets.counters(), sockets.deadlines());
        HttpRouting.Builder routing = HttpGuard.ofPages(serving::loopbackOnly)
                .routing()
                .any("/rpc", proxy)
                .register(new HealthEndpoints(readiness, metrics))
                .register(new DocsPages())
                .register(WebPages.load());
        WebServer listener = listen(
                config,
                server -> {
                    ListenerSetup.configure(server, withHostCheck(serving, authorizer), sockets);
                    server.routing(routing);
                },
                metrics,
                resources);
        return new Gateway(config, serving, registry, link, listener, resources);
    }

    /** In dev mode, a page of a foreign name that points to this machine (DNS rebinding) gets no socket. */
    private static UpgradePolicy withHostCheck(ServingState serving, UpgradePolicy policy) {
        return request -> serving.loopbackOnly() && !RequestHeadRules.hasLoopbackHost(request.headers())
                ? new UpgradeDecision.Rejected(403, "the host must be a loopback name with auth.mode dev")
                : policy.decide(request);
    }

    private static SocketServices sockets(GatewayConfig config, ResourceStack resources) {
        ConnectionDeadlines deadlines = resources.add(ConnectionDeadlines.start(STUCK_WRITE_SWEEP));
        return new SocketServices(config.socket(), WriterPool.start(deadlines), deadlines, new SocketCounters());
    }

    private static LinkContext link(GatewayConfig config, ResourceStack resources) {
        ManagedChannel channel = openChannel(config, resources);
        LinkInbox inbox = new LinkInbox(LinkInbox.REQUESTS_MAX);
        return new LinkContext(config.link(), channel, inbox, new LinkState(inbox, System::nanoTime));
    }

    private static ManagedChannel openChannel(GatewayConfig config, ResourceStack resources) {
        ManagedChannel channel = LinkChannel.open(config.link());
        resources.add(channel::shutdownNow);
        return channel;
    }

    private static CatchUpServices catchUps(
            SessionConfig config, ServerCalls calls, EnvelopeReader reader, ResourceStack resources) {
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("tab-catch-up").factory());
        resources.add(executor::shutdownNow);
        return new CatchUpServices(
                calls, reader, executor, new Semaphore(config.replay().concurrentMax(), true));
    }

    /** A random time in the first interval, so that the pings of sockets that opened together are spread. */
    private static Duration firstPing(Duration interval) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos()));
    }

    private static void requireReady(Readiness readiness, LinkState state, ServingState serving, SocketProbe probe) {
        readiness.require("link", () -> {
            if (!state.attached()) return Optional.of("not attached to the server");
            return serving.isAllowed() ? Optional.empty() : Optional.of("not allowed to serve by the server");
        });
        readiness.require("canary", probe::problem);
        readiness.require("leaving", () -> serving.isDraining() ? Optional.of("draining") : Optional.empty());
    }

    private static WebServer listen(
            GatewayConfig config, Consumer<WebServerConfig.Builder> setup, Metrics metrics, ResourceStack resources) {
        String host = config.http().host();
        int port = config.http().port();
        InetAddress address = ListenAddress.requireFree("http.host", host, port);
        WebServerConfig.Builder builder = WebServer.builder()
                .host(host)
                .port(port)
                .maxConcurrentRequests(config.http().limits().requestsMax())
                .maxPayloadSize(2L * WireLimits.RPC_BODY_BYTES_MAX) // before a chunk of that size is read
                .shutdownHook(false); // close() stops the parts in order
        HttpGuard.configure(builder);
        setup.accept(builder);
        ListenerBounds bounds = ListenerBounds.of(
                "http", config.http().limits().connectionsMax(), config.http().proxies(), metrics);
        bounds.configure(builder);
        bounds.endIdle(builder);
        WebServer listener = builder.build().start();
        resources.add(listener::stop);
        if (!listener.isRunning()) throw new IllegalStateException("cannot listen on " + host + ":" + port);
        resources.add(bounds.watch(listener, address, ProcessFailure.HALT));
        return listener;
    }

    // ---- Running ----

    public int port() {
        return listener.port();
    }

    /** The address for browsers. */
    public URI url() {
        String host = config.http().host();
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + port() + "/");
    }

    /**
     * Waits until the gateway serves requests and sockets. Returns also when the gateway has ended because the server does not allow it
     * to serve clients.
     *
     * @throws IllegalStateException when the server has not welcomed the gateway in that time
     */
    public void awaitServing(Duration timeout) {
        serving.await(timeout, config.link().server().target());
    }

    /**
     * Completes when this gateway ends: empty after {@link #close}, or with a sentence for people when the server does not allow it to
     * serve clients; the caller then closes it.
     */
    public CompletableFuture<Optional<String>> ended() {
        return serving.ended();
    }

    // ---- Stop ----

    /**
     * Drains the gateway: rejects new sockets, closes all sockets with a time to reconnect, and waits within the drain timeout until
     * they have ended. {@code /rpc} is served until {@link #close}.
     */
    public void drain() {
        if (!serving.startDraining()) return;
        LOG.log(INFO, () -> "draining " + registry.usersOnline() + " users");
        registry.drain(
                longest -> link.draining(longest.plus(WireLimits.PRESENCE_GRACE)),
                config.drainTimeout().dividedBy(2));
        if (!registry.awaitNoSockets(config.drainTimeout())) {
            LOG.log(INFO, () -> registry.usersOnline() + " users are still connected after the drain timeout");
        }
    }

    /** Stops the parts in the opposite order of their start. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        serving.startDraining();
        resources.close();
        serving.closed();
    }
}
