package collab.server;

import collab.fanout.Fanout;
import collab.fanout.FanoutStore;
import collab.fanout.config.FanoutConfig;
import collab.persistence.Persistence;
import collab.persistence.sqlite.SqlitePersistence;
import collab.rpc.http.RpcEndpoint;
import collab.rpc.http.RpcHandler;
import collab.rpc.http.RpcListener;
import collab.runtime.EssentialScheduler;
import collab.runtime.HealthEndpoints;
import collab.runtime.HttpGuard;
import collab.runtime.Metrics;
import collab.runtime.ProcessFailure;
import collab.runtime.Readiness;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.ResourceStack;
import collab.runtime.SecretFile;
import collab.runtime.TimeoutScheduler;
import collab.runtime.limit.ListenAddress;
import collab.runtime.limit.ListenerBounds;
import collab.runtime.rpc.RpcBounds;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** The process that owns the data and the event log. Started top to bottom, closed bottom to top. */
public final class Server implements AutoCloseable {
    private final ResourceStack resources;
    private final RpcEndpoint endpoint;
    private final Fanout fanout;
    private final Urls urls;
    private final String linkSecret;
    private final AtomicBoolean draining;

    private Server(
            ResourceStack resources,
            RpcEndpoint endpoint,
            Fanout fanout,
            Urls urls,
            String linkSecret,
            AtomicBoolean draining) {
        this.resources = resources;
        this.endpoint = endpoint;
        this.fanout = fanout;
        this.urls = urls;
        this.linkSecret = linkSecret;
        this.draining = draining;
    }

    /** Where the listeners of the server are reached. */
    private record Urls(Optional<URI> http, URI link) {}

    /**
     * Starts a server that listens, or throws after closing what it had opened.
     *
     * @param readiness receives the conditions of the server; a gateway in the same process may share it
     * @throws IllegalArgumentException when the configuration is not allowed
     */
    public static Server start(ServerConfig config, Metrics metrics, Readiness readiness) {
        ResourceStack resources = new ResourceStack();
        try {
            return start(config, metrics, readiness, resources);
        } catch (RuntimeException failed) {
            resources.close();
            throw failed;
        }
    }

    private static Server start(ServerConfig config, Metrics metrics, Readiness readiness, ResourceStack resources) {
        InstantSource clock = InstantSource.system();
        AtomicBoolean draining = new AtomicBoolean();

        Persistence persistence = resources.add(SqlitePersistence.open(config.persistence(), clock));
        String secret = config.gateways()
                .secret()
                .orElseGet(() -> SecretFile.readOrCreate(
                        config.persistence().directory().resolve("link.secret"), Server::newLinkSecret));

        DeferredSignals signals = new DeferredSignals();
        RpcEndpoint endpoint = RpcEndpoint.open(
                config.rpc(),
                config.accounts().mode(),
                persistence,
                new RpcEndpoint.Environment(signals, signals, metrics, clock, System::nanoTime));
        requireAllowedAddresses(config, endpoint);
        endpoint.authentication().prepare(config.persistence().directory());
        if (config.accounts().seedDevUsers()) DevSeed.create(persistence);

        ScheduledExecutorService scheduler = resources.add(EssentialScheduler.of("fanout-beat"));
        Fanout fanout = resources.add(Fanout.start(
                new FanoutConfig(
                        secret,
                        endpoint.authentication().loopbackOnly(),
                        config.gateways().streams(),
                        config.gateways().presence()),
                new FanoutStore(
                        persistence.log(),
                        persistence.memberships(),
                        persistence.snapshots(),
                        persistence.ledger()::probeCommit),
                new SessionCredentialLookup(endpoint.authentication()),
                metrics,
                clock,
                scheduler));
        signals.connect(fanout);
        StoreMetrics.register(persistence, config.persistence(), metrics);

        readiness.require("database", () -> problem(persistence));
        readiness.require(
                "ledger", () -> endpoint.writable() ? Optional.empty() : Optional.of("the last write failed"));
        readiness.require("commit", fanout::commitProblem);
        readiness.require("server", () -> draining.get() ? Optional.of("draining") : Optional.empty());

        TimeoutScheduler timeouts = TimeoutScheduler.of(scheduler);
        Listening listening = new Listening(resources, config.stopTimeout(), metrics);
        WebServer link = listening.open("link", config.gateways().listener(), Set.of(), server -> {
            fanout.mount(server, config.gateways().listener().headTimeout());
            if (config.gateways().streams().reflection())
                server.addFeature(Fanout.reflection(WebServer.DEFAULT_SOCKET_NAME));
        });
        resources.add(fanout); // closed before its listener, which would wait for every stream until the stop timeout
        Optional<WebServer> http = config.http()
                .listener()
                .map(listener ->
                        listening.open("http", listener, config.rpc().auth().proxyAddresses(), server -> {
                            // before a chunk of that size is read
                            server.maxPayloadSize(2L * config.rpc().requests().bodyBytesMax());
                            RpcListener.configure(server, new RequestHeadDeadline(listener.headTimeout(), timeouts));
                            HttpGuard.configure(server);
                            server.routing(HttpGuard.ofData(endpoint.authentication()::loopbackOnly)
                                    .routing()
                                    .any(
                                            "/rpc",
                                            new RpcHandler(
                                                    endpoint,
                                                    secret,
                                                    RpcBounds.ofHeap(
                                                            listener.requestsMax(),
                                                            config.http().bodyTimeout(),
                                                            timeouts,
                                                            metrics)))
                                    .register(new HealthEndpoints(readiness, metrics)));
                        }));
        return new Server(
                resources,
                endpoint,
                fanout,
                new Urls(
                        http.map(server -> url(config.http().listener().orElseThrow(), server)),
                        url(config.gateways().listener(), link)),
                secret,
                draining);
    }

    private static String newLinkSecret() {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Checked before a listener is opened. */
    private static void requireAllowedAddresses(ServerConfig config, RpcEndpoint endpoint) {
        endpoint.authentication()
                .requireListenable(
                        "http.host",
                        ListenAddress.resolve("http.host", config.http().host()));
        endpoint.authentication()
                .requireListenable(
                        "link.host",
                        ListenAddress.resolve(
                                "link.host", config.gateways().listener().host()));
    }

    /** Reads the database, because reading is what must work; it takes about a millisecond. */
    private static Optional<String> problem(Persistence persistence) {
        try {
            persistence.snapshots().read(snapshot -> snapshot.position());
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.of("cannot be read");
        }
    }

    private interface Setup {
        void on(WebServerConfig.Builder listener);
    }

    /** What all listeners of the process have in common. */
    private record Listening(ResourceStack resources, Duration stopTimeout, Metrics metrics) {

        /** @param proxies addresses of reverse proxies, whose connections belong to many clients */
        WebServer open(String name, ServerConfig.Listener listener, Set<String> proxies, Setup setup) {
            InetAddress address = ListenAddress.requireFree(name + ".host", listener.host(), listener.port());
            WebServerConfig.Builder server = WebServer.builder()
                    .host(listener.host())
                    .port(listener.port())
                    .maxTcpConnections(listener.connectionsMax()) // the setup derives other bounds from it
                    .maxConcurrentRequests(listener.requestsMax())
                    .shutdownGracePeriod(stopTimeout)
                    .shutdownHook(false); // the process closes its parts in its own order
            setup.on(server);
            listener.tls().ifPresent(identity -> identity.secure(server));
            ListenerBounds bounds = ListenerBounds.of(name, listener.connectionsMax(), proxies, metrics);
            bounds.configure(server);
            if (name.equals("http")) bounds.endIdle(server); // the link has heartbeats
            WebServer started = server.build().start();
            resources.add(started::stop);
            if (!started.isRunning()) {
                throw new IllegalStateException("cannot listen on " + listener.host() + ":" + listener.port());
            }
            resources.add(bounds.watch(started, address, ProcessFailure.HALT));
            return started;
        }
    }

    private static URI url(ServerConfig.Listener listener, WebServer server) {
        String host = listener.host().contains(":") ? "[" + listener.host() + "]" : listener.host();
        String scheme = listener.tls().isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + server.port());
    }

    // ---- While it runs ----

    /** The URL of {@code /rpc} and the health endpoints; empty when a gateway in the same process serves them. */
    public Optional<URI> httpUrl() {
        return urls.http();
    }

    /** The URL at which gateways attach. */
    public URI linkUrl() {
        return urls.link();
    }

    /** For a gateway in the same process. */
    public String linkSecret() {
        return linkSecret;
    }

    /** For a gateway in the same process. */
    public RpcEndpoint endpoint() {
        return endpoint;
    }

    // ---- Stop ----

    /** Makes the server not ready and answers further calls with 503. Running calls and streams continue until {@link #close}. */
    public void drain() {
        draining.set(true);
        fanout.drain();
        endpoint.drain();
    }

    /** Ends streams, listeners and the database, in this order. Closing twice has no effect. */
    @Override
    public void close() {
        drain();
        resources.close();
    }
}
