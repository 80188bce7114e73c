package collab.server;

import collab.fanout.config.FanoutConfig;
import collab.persistence.PersistenceConfig;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RequestLimits;
import collab.rpc.config.RpcConfig;
import collab.rpc.limit.RateLimiter;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of one server process.
 *
 * @param http the listener for people, programs and gateways; absent when a gateway in this process is the only caller
 * @param host the address that people reach: that of {@code http}, or of the gateway in this process ({@code http.host})
 * @param link the listener for gateways
 * @param linkSecret the secret of gateways; absent to create one in the data directory
 * @param bodyTimeout time for the body of a call to {@code http} to arrive ({@code http.body-timeout})
 * @param stopTimeout how long running calls may take when the server stops ({@code server.stop-timeout})
 * @param seedDevUsers whether to create Alice, Bob, Carol and Dave ({@code seed.dev-users})
 */
public record ServerConfig(
        PersistenceConfig persistence,
        AuthMode authMode,
        RpcConfig rpc,
        FanoutConfig.Link streams,
        FanoutConfig.PresenceTimes presence,
        Optional<Listener> http,
        String host,
        Listener link,
        Optional<String> linkSecret,
        Duration bodyTimeout,
        Duration stopTimeout,
        boolean seedDevUsers) {

    /**
     * The address and the limits of a listener.
     *
     * @param port 0 takes a free port
     * @param connectionsMax TCP connections at the same time; further ones wait
     * @param requestsMax requests at the same time; further ones are answered 503
     * @param tls absent for a listener without TLS
     * @param headTimeout time from accepting a connection to a complete request head, or to the first call
     */
    public record Listener(
            String host,
            int port,
            Optional<TlsIdentity> tls,
            int connectionsMax,
            int requestsMax,
            Duration headTimeout) {
        public Listener {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must be 0 to 65535, got " + port);
            }
            if (connectionsMax < 1 || requestsMax < 1) {
                throw new IllegalArgumentException("a listener needs at least 1 connection and 1 request, got "
                        + connectionsMax + " and " + requestsMax);
            }
            if (!headTimeout.isPositive()) {
                throw new IllegalArgumentException("head-timeout must be positive, got " + headTimeout);
            }
        }
    }

    /** For a server that only a gateway in the same process calls; the gateway has its own limit. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    public ServerConfig {
        if (seedDevUsers && authMode != AuthMode.DEV) {
            throw new IllegalArgumentException(
                    "seed.dev-users creates accounts without passwords, so it needs auth.mode dev");
        }
        if (!bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("http.body-timeout must be positive, got " + bodyTimeout);
        }
        if (stopTimeout.isNegative()) {
            throw new IllegalArgumentException("server.stop-timeout must not be negative, got " + stopTimeout);
        }
    }

    /** A server with its own HTTP listener; the settings were read with {@link ServerConfigKeys#ALL} and {@link ServerConfigKeys#HTTP}. */
    public static ServerConfig of(Settings settings) {
        Listener http = new Listener(
                settings.required(ServerConfigKeys.HTTP_HOST),
                settings.integer(ServerConfigKeys.HTTP_PORT),
                TlsIdentity.of(settings, ServerConfigKeys.HTTP_CERTIFICATE_FILE, ServerConfigKeys.HTTP_KEY_FILE),
                settings.integer(ServerConfigKeys.HTTP_CONNECTIONS_MAX, ServerConfigKeys.HTTP_CONNECTIONS_MOST),
                settings.integer(ServerConfigKeys.HTTP_REQUESTS_MAX),
                settings.duration(ServerConfigKeys.HTTP_HEAD_TIMEOUT));
        return of(
                settings,
                Optional.of(http),
                http.host(),
                Set.copyOf(settings.list(ServerConfigKeys.HTTP_ORIGINS)),
                settings.duration(ServerConfigKeys.HTTP_BODY_TIMEOUT));
    }

    /**
     * A server that only a gateway in the same process calls; the settings were read with {@link ServerConfigKeys#ALL}.
     *
     * @param host the address on which that gateway listens
     * @param origins other origins whose pages may call
     */
    public static ServerConfig embedded(Settings settings, String host, Set<String> origins) {
        return of(settings, Optional.empty(), host, origins, BODY_TIMEOUT);
    }

    private static ServerConfig of(
            Settings settings, Optional<Listener> http, String host, Set<String> origins, Duration bodyTimeout) {
        return new ServerConfig(
                persistence(settings),
                AuthMode.parse(settings.choice(ServerConfigKeys.AUTH_MODE).orElse("")),
                new RpcConfig(
                        RequestLimits.defaults(),
                        origins,
                        settings.duration(ServerConfigKeys.SESSION_LIFETIME),
                        new AuthConfig(
                                settings.integer(ServerConfigKeys.PASSWORD_HASHES_PARALLEL),
                                settings.secretFile(ServerConfigKeys.PROXY_SECRET_FILE),
                                Set.copyOf(settings.list(ServerConfigKeys.PROXY_ADDRESSES))),
                        limits(settings)),
                streams(settings),
                new FanoutConfig.PresenceTimes(
                        settings.duration(ServerConfigKeys.PRESENCE_BATCH),
                        settings.duration(ServerConfigKeys.PRESENCE_GRACE),
                        settings.duration(ServerConfigKeys.PRESENCE_LEASE)),
                http,
                host,
                new Listener(
                        settings.required(ServerConfigKeys.LINK_HOST),
                        settings.integer(ServerConfigKeys.LINK_PORT),
                        TlsIdentity.mutual(
                                settings,
                                ServerConfigKeys.LINK_CERTIFICATE_FILE,
                                ServerConfigKeys.LINK_KEY_FILE,
                                ServerConfigKeys.LINK_TRUSTED_FILE),
                        settings.integer(ServerConfigKeys.LINK_CONNECTIONS_MAX, ServerConfigKeys.LINK_CONNECTIONS_MOST),
                        settings.integer(ServerConfigKeys.LINK_CONNECTIONS_MAX, ServerConfigKeys.LINK_CONNECTIONS_MOST),
                        settings.duration(ServerConfigKeys.LINK_HEAD_TIMEOUT)),
                settings.secretFile(ServerConfigKeys.LINK_SECRET_FILE),
                bodyTimeout,
                settings.duration(ServerConfigKeys.STOP_TIMEOUT),
                settings.flag(ServerConfigKeys.SEED_DEV_USERS));
    }

    private static PersistenceConfig persistence(Settings settings) {
        return new PersistenceConfig(
                Path.of(settings.required(ServerConfigKeys.DATA)),
                settings.duration(ServerConfigKeys.LOG_RETENTION),
                settings.whole(ServerConfigKeys.LOG_EVENTS_MAX),
                settings.duration(ServerConfigKeys.OPERATION_RETENTION),
                settings.integer(ServerConfigKeys.PENDING_MAX),
                settings.integer(ServerConfigKeys.READERS));
    }

    private static RateLimiter.Config limits(Settings settings) {
        return new RateLimiter.Config(
                settings.integer(ServerConfigKeys.READ_PER_MINUTE),
                settings.integer(ServerConfigKeys.WRITE_PER_MINUTE),
                settings.integer(ServerConfigKeys.SEND_PER_MINUTE),
                settings.integer(ServerConfigKeys.TYPING_PER_MINUTE),
                settings.integer(ServerConfigKeys.AUTH_PER_MINUTE),
                settings.integer(ServerConfigKeys.CALLERS_MAX));
    }

    private static FanoutConfig.Link streams(Settings settings) {
        return FanoutConfig.Link.standard()
                .withHeartbeats(
                        settings.duration(ServerConfigKeys.LINK_HEARTBEAT),
                        settings.duration(ServerConfigKeys.LINK_SILENCE_MAX))
                .withVersionMax(settings.integer(ServerConfigKeys.LINK_VERSION_MAX))
                .withProbeInterval(settings.duration(ServerConfigKeys.LINK_CANARY))
                .withReflection(settings.flag(ServerConfigKeys.LINK_REFLECTION));
    }
}
