package collab.server;

import collab.fanout.Fanout;
import collab.fanout.config.FanoutConfig;
import collab.persistence.Persistence;
import collab.persistence.sqlite.SqlitePersistence;
import collab.rpc.http.RpcEndpoint;
import collab.rpc.http.RpcHandler;
import collab.rpc.http.RpcListener;
import collab.runtime.HealthEndpoints;
import collab.runtime.HttpGuard;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.ResourceStack;
import collab.runtime.SecretFile;
import collab.runtime.TimeoutScheduler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The process that owns the data and the event log. Started top to bottom, closed bottom to top. */
public final class Server implements AutoCloseable {
    private final ResourceStack opened;
    private final RpcEndpoint endpoint;
    private final Fanout fanout;
    private final Optional<URI> httpUrl;
    private final URI linkUrl;
    private final String linkSecret;
    private final AtomicBoolean leaving;

    private Server(
            ResourceStack opened,
            RpcEndpoint endpoint,
            Fanout fanout,
            Optional<URI> httpUrl,
            URI linkUrl,
            String linkSecret,
            AtomicBoolean leaving) {
        this.opened = opened;
        this.endpoint = endpoint;
        this.fanout = fanout;
        this.httpUrl = httpUrl;
        this.linkUrl = linkUrl;
        this.linkSecret = linkSecret;
        this.leaving = leaving;
    }

    /**
     * Answers a server that listens, or throws having closed what it had opened.
     *
     * @param readiness gets conditions of ours; may be shared with a gateway in the same process
     * @throws IllegalArgumentException when the configuration asks for what may not be
     */
    public static Server start(ServerConfig config, Metrics metrics, Readiness readiness) {
        ResourceStack opened = new ResourceStack();
        try {
            return start(config, metrics, readiness, opened);
        } catch (RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    private static Server start(ServerConfig config, Metrics metrics, Readiness readiness, ResourceStack opened) {
        InstantSource clock = InstantSource.system();
        AtomicBoolean leaving = new AtomicBoolean();

        Persistence persistence = opened.add(SqlitePersistence.open(config.persistence(), clock));
        String secret = config.linkSecret()
                .orElseGet(() -> SecretFile.readOrCreate(
                        config.persistence().directory().resolve("link.secret"), Server::newLinkSecret));

        DeferredSignals signals = new DeferredSignals();
        RpcEndpoint endpoint = RpcEndpoint.open(
                config.rpc(), config.authMode(), persistence, signals, signals, metrics, clock, System::nanoTime);
        refuseForeignAddresses(config, endpoint);
        endpoint.identity().begin(config.persistence().directory());
        if (config.seedDevUsers()) DevSeed.plant(persistence);

        ScheduledExecutorService scheduler = opened.add(scheduler());
        Fanout fanout = opened.add(Fanout.start(
                new FanoutConfig(secret, endpoint.identity().loopbackOnly(), config.streams(), config.presence()),
                persistence.log(),
                persistence.memberships(),
                persistence.snapshots(),
                new SessionCredentialLookup(endpoint.identity()),
                metrics,
                clock,
                scheduler,
                persistence.ledger()::probeCommit));
        signals.connect(fanout);
        StoreMetrics.show(persistence, config.persistence(), metrics);

        readiness.require("database", () -> problem(persistence));
        readiness.require(
                "ledger", () -> endpoint.writable() ? Optional.empty() : Optional.of("the last write was refused"));
        readiness.require("commit", fanout::commitProblem);
        readiness.require("server", () -> leaving.get() ? Optional.of("draining") : Optional.empty());

        TimeoutScheduler alarm = TimeoutScheduler.of(scheduler);
        WebServer link = listen(opened, config.link(), config.stopTimeout(), server -> {
            fanout.mount(server, config.link().headTimeout());
            if (config.streams().reflection()) server.addFeature(Fanout.reflection(WebServer.DEFAULT_SOCKET_NAME));
        });
        opened.add(fanout); // ends before its listener, which would wait for every stream as long as the grace lasts
        Optional<WebServer> http = config.http()
                .map(listener -> listen(opened, listener, config.stopTimeout(), server -> {
                    RpcListener.configure(server, new RequestHeadDeadline(listener.headTimeout(), alarm));
                    HttpGuard.configure(server);
                    server.routing(HttpRouting.builder()
                            .addFilter(HttpGuard.ofData())
                            .any("/rpc", new RpcHandler(endpoint, secret, config.bodyTimeout(), alarm))
                            .register(new HealthEndpoints(readiness, metrics)));
                }));
        return new Server(
                opened,
                endpoint,
                fanout,
                http.map(server -> url(config.http().orElseThrow(), server)),
                url(config.link(), link),
                secret,
                leaving);
    }

    /** For what comes round and for deadlines, of which nearly all are met and taken back; at the end none is waited for. */
    private static ScheduledExecutorService scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("fanout-beat").factory());
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    private static String newLinkSecret() {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Before anybody could connect. */
    private static void refuseForeignAddresses(ServerConfig config, RpcEndpoint endpoint) {
        endpoint.identity().requireListenable("http.host", address("http.host", config.host()));
        endpoint.identity()
                .requireListenable(
                        "link.host", address("link.host", config.link().host()));
    }

    private static InetAddress address(String key, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(key + " is no address of this machine: " + host, unknown);
        }
    }

    /** A read costs a millisecond, and it is the reading that has to work. */
    private static Optional<String> problem(Persistence persistence) {
        try {
            persistence.snapshots().read(snapshot -> snapshot.position());
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.of("can not be read");
        }
    }

    private interface Setup {
        void on(WebServerConfig.Builder listener);
    }

    private static WebServer listen(ResourceStack opened, ServerConfig.Listener listener, Duration grace, Setup setup) {
        WebServerConfig.Builder server = WebServer.builder()
                .host(listener.host())
                .port(listener.port())
                .maxTcpConnections(listener.connectionsMax())
                .maxConcurrentRequests(listener.requestsMax())
                .shutdownGracePeriod(grace)
                .shutdownHook(false); // the order of leaving is ours
        setup.on(server);
        listener.tls().ifPresent(identity -> identity.secure(server));
        WebServer started = server.build().start();
        opened.add(started::stop);
        // a port that is taken is only logged by Helidon
        if (!started.isRunning()) {
            throw new IllegalStateException("can not listen on " + listener.host() + ":" + listener.port());
        }
        return started;
    }

    private static URI url(ServerConfig.Listener listener, WebServer server) {
        String host = listener.host().contains(":") ? "[" + listener.host() + "]" : listener.host();
        String scheme = listener.tls().isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + server.port());
    }

    // ---- while it runs ----

    /** Where {@code /rpc} and the health endpoints are, if it has a listener of its own. */
    public Optional<URI> httpUrl() {
        return httpUrl;
    }

    /** Where gateways attach. */
    public URI linkUrl() {
        return linkUrl;
    }

    /** For a gateway in the same process. */
    public String linkSecret() {
        return linkSecret;
    }

    /** For a gateway in the same process. */
    public RpcEndpoint endpoint() {
        return endpoint;
    }

    // ---- the end ----

    /** From now on it is not ready, and calls are answered 503; those under way and streams go on until {@link #close}. */
    public void drain() {
        leaving.set(true);
        fanout.drain();
        endpoint.drain();
    }

    /** Ends streams, listeners and the database, in this order. Closing twice is fine. */
    @Override
    public void close() {
        drain();
        opened.close();
    }
}
