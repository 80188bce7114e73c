package collab.server;

import collab.api.RateClass;
import collab.fanout.config.FanoutConfig;
import collab.persistence.PersistenceConfig;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RequestLimits;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.limit.RateLimits;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of one server process.
 *
 * @param stopTimeout how long running calls may take when the server stops ({@code server.stop-timeout})
 */
public record ServerConfig(
        PersistenceConfig persistence,
        Accounts accounts,
        RpcConfig rpc,
        HttpCalls http,
        GatewayStreams gateways,
        Duration stopTimeout) {

    /**
     * How accounts come to be and sign in.
     *
     * @param seedDevUsers whether to create Alice, Bob, Carol and Dave ({@code seed.dev-users})
     * @param publicUrl the URL at which people open the page ({@code http.public-url})
     */
    public record Accounts(AuthMode mode, boolean seedDevUsers, Optional<String> publicUrl) {
        public Accounts {
            if (seedDevUsers && mode != AuthMode.DEV) {
                throw new IllegalArgumentException(
                        "seed.dev-users creates accounts without passwords, so it needs auth.mode dev");
            }
        }
    }

    /**
     * The HTTP calls of people, programs and gateways.
     *
     * @param listener absent when a gateway in this process is the only caller
     * @param host the address that people reach: that of the listener, or of the gateway in this process
     *     ({@code http.host})
     * @param bodyTimeout time for the body of a call to the listener to arrive ({@code http.body-timeout})
     */
    public record HttpCalls(Optional<Listener> listener, String host, Duration bodyTimeout) {
        public HttpCalls {
            if (!bodyTimeout.isPositive()) {
                throw new IllegalArgumentException("http.body-timeout must be positive, got " + bodyTimeout);
            }
        }
    }

    /**
     * The link to gateways.
     *
     * @param secret the secret of gateways; absent to create one in the data directory
     * @param streams bounds of the streams to gateways
     * @param presence times of presence
     */
    public record GatewayStreams(
            Listener listener,
            Optional<String> secret,
            FanoutConfig.Link streams,
            FanoutConfig.PresenceTimes presence) {}

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
                new HttpCalls(Optional.of(http), http.host(), settings.duration(ServerConfigKeys.HTTP_BODY_TIMEOUT)),
                Set.copyOf(settings.list(ServerConfigKeys.HTTP_ORIGINS)));
    }

    /**
     * A server that only a gateway in the same process calls; the settings were read with {@link ServerConfigKeys#ALL}.
     *
     * @param host the address on which that gateway listens
     * @param origins other origins whose pages may call
     */
    public static ServerConfig embedded(Settings settings, String host, Set<String> origins) {
        return of(settings, new HttpCalls(Optional.empty(), host, BODY_TIMEOUT), origins);
    }

    private static ServerConfig of(Settings settings, HttpCalls http, Set<String> origins) {
        AuthMode mode = AuthMode.parse(settings.required(ServerConfigKeys.AUTH_MODE));
        return new ServerConfig(
                persistence(settings),
                new Accounts(mode, settings.flag(ServerConfigKeys.SEED_DEV_USERS), publicUrl(settings)),
                new RpcConfig(
                        RequestLimits.defaults(),
                        origins,
                        settings.duration(ServerConfigKeys.SESSION_LIFETIME),
                        new AuthConfig(
                                settings.integer(ServerConfigKeys.PASSWORD_HASHES_PARALLEL),
                                settings.secretFile(ServerConfigKeys.PROXY_SECRET_FILE),
                                Set.copyOf(settings.list(ServerConfigKeys.PROXY_ADDRESSES)),
                                SetupMode.parse(settings.required(ServerConfigKeys.SETUP_MODE), mode),
                                publicUrl(settings)),
                        limits(settings)),
                http,
                gateways(settings),
                settings.duration(ServerConfigKeys.STOP_TIMEOUT));
    }

    private static Optional<String> publicUrl(Settings settings) {
        return settings.text(ServerConfigKeys.PUBLIC_URL).map(url -> {
            String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            if (!bare.matches("https?://[^/?#\\s]+")) {
                throw new IllegalArgumentException(
                        "http.public-url must be http:// or https:// with a host and no path, is " + url);
            }
            return bare;
        });
    }

    private static GatewayStreams gateways(Settings settings) {
        return new GatewayStreams(
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
                streams(settings),
                new FanoutConfig.PresenceTimes(
                        settings.duration(ServerConfigKeys.PRESENCE_BATCH),
                        settings.duration(ServerConfigKeys.PRESENCE_GRACE),
                        settings.duration(ServerConfigKeys.PRESENCE_LEASE)));
    }

    private static PersistenceConfig persistence(Settings settings) {
        return new PersistenceConfig(
                Path.of(settings.required(ServerConfigKeys.DATA)),
                settings.duration(ServerConfigKeys.LOG_RETENTION),
                settings.whole(ServerConfigKeys.LOG_EVENTS_MAX),
                settings.duration(ServerConfigKeys.OPERATION_RETENTION),
                settings.integer(ServerConfigKeys.PENDING_MAX),
                new PersistenceConfig.Queries(
                        settings.integer(ServerConfigKeys.READERS),
                        settings.duration(ServerConfigKeys.QUERY_TIMEOUT),
                        settings.duration(ServerConfigKeys.SEARCH_TIMEOUT)),
                new PersistenceConfig.Audit(
                        settings.duration(ServerConfigKeys.AUDIT_RETENTION),
                        settings.duration(ServerConfigKeys.AUDIT_ADDRESS_RETENTION),
                        settings.whole(ServerConfigKeys.AUDIT_RECORDS_MAX)));
    }

    private static RateLimits limits(Settings settings) {
        return RateLimits.defaults()
                .with(RateClass.READ, settings.integer(ServerConfigKeys.READ_PER_MINUTE))
                .with(RateClass.SEARCH, settings.integer(ServerConfigKeys.SEARCH_PER_MINUTE))
                .with(RateClass.WRITE, settings.integer(ServerConfigKeys.WRITE_PER_MINUTE))
                .with(RateClass.SEND, settings.integer(ServerConfigKeys.SEND_PER_MINUTE))
                .with(RateClass.TYPING, settings.integer(ServerConfigKeys.TYPING_PER_MINUTE))
                .with(RateClass.AUTH, settings.integer(ServerConfigKeys.AUTH_PER_MINUTE))
                .withSearchesParallel(settings.integer(ServerConfigKeys.SEARCHES_PARALLEL))
                .withCallersMax(settings.integer(ServerConfigKeys.CALLERS_MAX));
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
