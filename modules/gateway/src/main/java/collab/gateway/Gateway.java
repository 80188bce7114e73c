package collab.gateway;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import collab.gateway.admission.OriginPolicy;
import collab.gateway.admission.UpgradeAuthorizer;
import collab.gateway.config.GatewayConfig;
import collab.gateway.http.DocsPages;
import collab.gateway.http.ForwardedHeaders;
import collab.gateway.http.RpcProxy;
import collab.gateway.http.RpcRelay;
import collab.gateway.http.WebPages;
import collab.gateway.link.LinkChannel;
import collab.gateway.link.LinkInbox;
import collab.gateway.link.LinkState;
import collab.gateway.link.ServerCalls;
import collab.gateway.link.ServerLink;
import collab.gateway.protocol.FrameFormat;
import collab.gateway.session.ConnectionServices;
import collab.gateway.session.EnvelopeReader;
import collab.gateway.session.GatewayMetrics;
import collab.gateway.session.PresenceRequests;
import collab.gateway.session.SessionRegistry;
import collab.gateway.session.SocketProbe;
import collab.gateway.session.TimerThread;
import collab.gateway.session.TimerWheel;
import collab.runtime.HealthEndpoints;
import collab.runtime.HttpGuard;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketCounters;
import collab.websocket.TcpSocket;
import collab.websocket.WriterPool;
import collab.websocket.handshake.ListenerSetup;
import collab.websocket.handshake.UpgradePolicy;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import collab.wire.link.v1.Welcome;
import io.grpc.ManagedChannel;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The process that holds browsers' sockets. Started top to bottom, closed bottom to top. */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final Duration STUCK_WRITE_SWEEP = Duration.ofSeconds(1);

    private final GatewayConfig config;
    private final ConnectionDeadlines deadlines;
    private final TimerThread clock;
    private final ExecutorService catchUps;
    private final ManagedChannel channel;
    private final SessionRegistry registry;
    private final ServerLink link;
    private final WebServer listener;
    private final AtomicBoolean leaving;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> welcomed;
    private final CompletableFuture<Optional<String>> ended;

    private Gateway(
            GatewayConfig config,
            ConnectionDeadlines deadlines,
            TimerThread clock,
            ExecutorService catchUps,
            ManagedChannel channel,
            SessionRegistry registry,
            ServerLink link,
            WebServer listener,
            AtomicBoolean leaving,
            CompletableFuture<Void> welcomed,
            CompletableFuture<Optional<String>> ended) {
        this.config = config;
        this.deadlines = deadlines;
        this.clock = clock;
        this.catchUps = catchUps;
        this.channel = channel;
        this.registry = registry;
        this.link = link;
        this.listener = listener;
        this.leaving = leaving;
        this.welcomed = welcomed;
        this.ended = ended;
    }

    /** Starts; attaching to the server goes on in the background, and until then upgrades are answered 503. */
    public static Gateway start(GatewayConfig config, RpcRelay relay, Metrics metrics, Readiness readiness) {
        GatewayMetrics counts = new GatewayMetrics(metrics);
        SocketCounters sockets = new SocketCounters();
        AtomicBoolean leaving = new AtomicBoolean();
        // until then the server may forbid to serve others than this machine
        CompletableFuture<Void> welcomed = new CompletableFuture<>();
        CompletableFuture<Optional<String>> ended = new CompletableFuture<>();

        ConnectionDeadlines deadlines = ConnectionDeadlines.start(STUCK_WRITE_SWEEP);
        WriterPool crew = WriterPool.start(deadlines);
        TimerWheel wheel = new TimerWheel(System::nanoTime);
        TimerThread clock = TimerThread.start(wheel);
        ExecutorService catchUps = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("tab-catch-up").factory());

        ManagedChannel channel = LinkChannel.open(config.link());
        LinkInbox inbox = new LinkInbox(LinkInbox.REQUESTS_MAX);
        LinkState state = new LinkState(inbox, System::nanoTime);
        ServerCalls server =
                new ServerCalls(channel, config.link(), config.session().replayEventsMax(), state);
        EnvelopeReader events = new EnvelopeReader(EventShapes.ALL, counts);
        PresenceRequests presence = new PresenceRequests(state, wheel);
        SocketProbe canary = new SocketProbe(crew, metrics, System::nanoTime);
        SessionRegistry registry = new SessionRegistry(
                config.session(),
                state,
                events,
                presence,
                wheel,
                counts,
                canary,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong());
        ConnectionServices services = new ConnectionServices(
                config.session(),
                registry,
                state,
                server,
                events,
                presence,
                wheel,
                () -> phase(config.session().pingInterval()),
                InstantSource.system(),
                catchUps,
                new Semaphore(config.session().replaysMax(), true),
                counts);

        ServerLink link = ServerLink.start(
                config.link(),
                channel,
                inbox,
                state,
                registry,
                welcome -> {
                    canary.attached(Duration.ofMillis(Integer.toUnsignedLong(welcome.getCanaryMs())));
                    welcome(config, welcome, welcomed, ended);
                },
                counts);
        ForwardedHeaders peers = new ForwardedHeaders(config.proxies());
        UpgradeAuthorizer doorkeeper = new UpgradeAuthorizer(
                server,
                services,
                FrameFormat.all(EventShapes.ALL),
                new OriginPolicy(config.origins()),
                peers,
                () -> leaving.get() || !welcomed.isDone());
        RpcProxy rpc = new RpcProxy(
                relay, peers, welcomed::isDone, WireLimits.RPC_BODY_BYTES_MAX, config.bodyTimeout(), deadlines);

        readiness.require("link", () -> {
            if (!state.attached()) return Optional.of("not attached to the server");
            return welcomed.isDone() ? Optional.empty() : Optional.of("not let serve by the server");
        });
        readiness.require("canary", canary::problem);
        readiness.require("leaving", () -> leaving.get() ? Optional.of("draining") : Optional.empty());
        show(metrics, registry, state, sockets, deadlines);

        try {
            WebServer listener = listen(
                    config,
                    doorkeeper,
                    crew,
                    deadlines,
                    sockets,
                    HttpRouting.builder()
                            .addFilter(HttpGuard.ofPages())
                            .any("/rpc", rpc)
                            .register(new HealthEndpoints(readiness, metrics))
                            .register(new DocsPages())
                            .register(WebPages.load()));
            return new Gateway(
                    config, deadlines, clock, catchUps, channel, registry, link, listener, leaving, welcomed, ended);
        } catch (RuntimeException e) {
            link.close();
            channel.shutdownNow();
            catchUps.shutdownNow();
            clock.close();
            deadlines.close();
            throw e;
        }
    }

    private static WebServer listen(
            GatewayConfig config,
            UpgradePolicy acceptor,
            WriterPool crew,
            ConnectionDeadlines deadlines,
            SocketCounters sockets,
            HttpRouting.Builder routing) {
        var listener = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .maxTcpConnections(config.connectionsMax())
                .maxConcurrentRequests(config.requestsMax())
                .shutdownHook(false) // the order of leaving is ours
                .routing(routing);
        HttpGuard.configure(listener);
        ListenerSetup.configure(listener, acceptor, config.socket(), crew, deadlines, sockets);
        WebServer started = listener.build().start();
        // a port that is taken is only logged by Helidon
        if (!started.isRunning()) {
            throw new IllegalStateException("can not listen on " + config.host() + ":" + config.port());
        }
        return started;
    }

    /** Somewhere in the first interval, so that pings of sockets opened together do not come together. */
    private static Duration phase(Duration interval) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos()));
    }

    private static void welcome(
            GatewayConfig config,
            Welcome welcome,
            CompletableFuture<Void> welcomed,
            CompletableFuture<Optional<String>> ended) {
        if (welcome.getLoopbackOnly() && !config.loopbackOnly()) {
            String why = "the server runs in dev mode, which serves this machine only, but this gateway listens on "
                    + config.host() + ": listen on 127.0.0.1 or choose another auth mode at the server";
            LOG.log(ERROR, why);
            ended.complete(Optional.of(why));
            return;
        }
        welcomed.complete(null);
    }

    private static void show(
            Metrics metrics,
            SessionRegistry registry,
            LinkState state,
            SocketCounters sockets,
            ConnectionDeadlines deadlines) {
        metrics.gauge("collab_gateway_sessions", "Users whose events are kept.", registry::sessions);
        metrics.gauge("collab_gateway_users_online", "Users with an open socket.", registry::usersOnline);
        metrics.gauge("collab_gateway_sockets", "Open sockets.", () -> sockets.opened.sum() - sockets.ended.sum());
        metrics.gauge("collab_gateway_link_attached", "1 while events arrive.", () -> state.attached() ? 1 : 0);
        metrics.gauge(
                "collab_gateway_link_silence_seconds", "Since the link said something.", () -> state.silenceMs() / 1e3);
        metrics.gauge(
                "collab_gateway_link_lag_positions",
                "How far the rings are behind the log's head.",
                () -> state.head() - state.applied());
        metrics.counted("collab_gateway_frames_total", "Frames written to sockets.", sockets.framesWritten::sum);
        metrics.counted("collab_gateway_frames_bytes_total", "Bytes written to sockets.", sockets.bytesWritten::sum);
        metrics.counted(
                "collab_gateway_signals_shed_total", "Signals left out for slow readers.", sockets.signalsShed::sum);
        metrics.gauge(
                "collab_gateway_queue_frames",
                "Frames that wait for sockets.",
                () -> deadlines.sum(TcpSocket::framesQueued));
        metrics.gauge("collab_gateway_queue_bytes", "What they take.", () -> deadlines.sum(TcpSocket::bytesQueued));
    }

    public int port() {
        return listener.port();
    }

    /** Where browsers find it. */
    public URI url() {
        String name = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return URI.create("http://" + name + ":" + port() + "/");
    }

    /**
     * Waits until calls and sockets are taken: until then they are answered 503, for it is the server that says whom this
     * gateway may serve. Returns as well when the gateway finds that it may not go on.
     *
     * @throws IllegalStateException when no server took it in that time
     */
    public void awaitServing(Duration patience) {
        try {
            CompletableFuture.anyOf(welcomed, ended)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException late) {
            throw new IllegalStateException("not attached to " + config.link().target() + " within " + patience, late);
        }
    }

    /**
     * Completes when this gateway ends: empty when it was closed, with a sentence for people when it found that it may not go
     * on; whoever started it then closes it.
     */
    public CompletableFuture<Optional<String>> ended() {
        return ended.copy();
    }

    /**
     * Leaves in good order: takes nobody any more, tells everybody when to come back, and waits, within bounds, until they
     * are gone. Calls of {@code /rpc} still go through, until {@link #close}.
     */
    public void drain() {
        if (!leaving.compareAndSet(false, true)) return;
        LOG.log(INFO, () -> "draining " + registry.usersOnline() + " users");
        registry.drain(
                longest -> link.draining(longest.plus(WireLimits.PRESENCE_GRACE)),
                config.drainTimeout().dividedBy(2));
        if (!registry.awaitNobody(config.drainTimeout())) {
            LOG.log(INFO, () -> registry.usersOnline() + " users did not leave in time");
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        leaving.set(true);
        listener.stop();
        link.close();
        channel.shutdownNow();
        catchUps.shutdownNow();
        clock.close();
        deadlines.close();
        ended.complete(Optional.empty());
    }
}
