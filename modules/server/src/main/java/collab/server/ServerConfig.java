package collab.server;

import collab.fanout.config.FanoutConfig;
import collab.persistence.PersistenceConfig;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RateLimiter;
import collab.rpc.config.RpcConfig;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything one server is told.
 *
 * @param http where people, programs and gateways call; absent when a gateway in this process is the only one
 * @param host the address that people reach: that of {@code http}, or of the gateway in this process ({@code http.host})
 * @param link where gateways attach
 * @param linkSecret what gateways prove themselves with; absent to make one up, which then lies in the data directory
 * @param bodyTimeout for the body of a call to {@code http} to arrive ({@code http.body-timeout})
 * @param stopTimeout how long calls under way may take when the server ends ({@code server.stop-timeout})
 * @param seedDevUsers whether Alice, Bob, Carol and Dave are to exist ({@code seed.dev-users})
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
     * Where to listen and how much to take.
     *
     * @param port 0 takes a free one
     * @param connectionsMax TCP connections; one more waits
     * @param requestsMax requests at the same time; one more is answered 503
     * @param tls absent: it speaks plainly
     * @param headTimeout from the connection's first moment to a complete request head, or the first call
     */
    public record Listener(
            String host,
            int port,
            Optional<TlsIdentity> tls,
            int connectionsMax,
            int requestsMax,
            Duration headTimeout) {
        public Listener {
            if (port < 0 || port > 65_535) throw new IllegalArgumentException("a port must be 0 to 65535, is " + port);
            if (connectionsMax < 1 || requestsMax < 1) {
                throw new IllegalArgumentException("a listener must take at least 1 connection and 1 request, is told "
                        + connectionsMax + " and " + requestsMax);
            }
            if (!headTimeout.isPositive()) {
                throw new IllegalArgumentException("a head-timeout must be positive, is " + headTimeout);
            }
        }
    }

    /** Of a server that nobody calls but a gateway in the same process, which has a limit of its own. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    public ServerConfig {
        if (seedDevUsers && authMode != AuthMode.DEV) {
            throw new IllegalArgumentException(
                    "seed.dev-users makes accounts without passwords: it needs auth.mode dev");
        }
        if (!bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("http.body-timeout must be positive, is " + bodyTimeout);
        }
        if (stopTimeout.isNegative()) {
            throw new IllegalArgumentException("server.stop-timeout must not be negative, is " + stopTimeout);
        }
    }

    /** A server that listens: settings were read with {@link ServerKeys#ALL} and {@link ServerKeys#HTTP}. */
    public static ServerConfig of(Settings settings) {
        Listener http = new Listener(
                settings.required(ServerKeys.HTTP_HOST),
                settings.integer(ServerKeys.HTTP_PORT),
                TlsIdentity.of(settings, ServerKeys.HTTP_CERTIFICATE_FILE, ServerKeys.HTTP_KEY_FILE),
                settings.integer(ServerKeys.HTTP_CONNECTIONS_MAX),
                settings.integer(ServerKeys.HTTP_REQUESTS_MAX),
                settings.duration(ServerKeys.HTTP_HEAD_TIMEOUT));
        return of(
                settings,
                Optional.of(http),
                http.host(),
                Set.copyOf(settings.list(ServerKeys.HTTP_ORIGINS)),
                settings.duration(ServerKeys.HTTP_BODY_TIMEOUT));
    }

    /**
     * A server that is called by a gateway in the same process: settings were read with {@link ServerKeys#ALL}.
     *
     * @param host where that gateway listens
     * @param origins foreign origins whose pages may call
     */
    public static ServerConfig embedded(Settings settings, String host, Set<String> origins) {
        return of(settings, Optional.empty(), host, origins, BODY_TIMEOUT);
    }

    private static ServerConfig of(
            Settings settings, Optional<Listener> http, String host, Set<String> origins, Duration bodyTimeout) {
        return new ServerConfig(
                persistence(settings),
                AuthMode.parse(settings.choice(ServerKeys.AUTH_MODE).orElse("")),
                new RpcConfig(
                        RpcConfig.BODY_BYTES_MAX,
                        RpcConfig.BATCH_MAX,
                        RpcConfig.REPLY_BYTES_MAX,
                        origins,
                        settings.duration(ServerKeys.SESSION_LIFETIME),
                        new AuthConfig(
                                settings.integer(ServerKeys.PASSWORD_HASHES_PARALLEL),
                                settings.secretFile(ServerKeys.PROXY_SECRET_FILE),
                                Set.copyOf(settings.list(ServerKeys.PROXY_ADDRESSES))),
                        limits(settings)),
                streams(settings),
                new FanoutConfig.PresenceTimes(
                        settings.duration(ServerKeys.PRESENCE_BATCH),
                        settings.duration(ServerKeys.PRESENCE_GRACE),
                        settings.duration(ServerKeys.PRESENCE_LEASE)),
                http,
                host,
                new Listener(
                        settings.required(ServerKeys.LINK_HOST),
                        settings.integer(ServerKeys.LINK_PORT),
                        TlsIdentity.mutual(settings, ServerKeys.LINK_CERTIFICATE_FILE, ServerKeys.LINK_KEY_FILE, ServerKeys.LINK_TRUSTED_FILE),
                        settings.integer(ServerKeys.LINK_CONNECTIONS_MAX),
                        settings.integer(ServerKeys.LINK_CONNECTIONS_MAX),
                        settings.duration(ServerKeys.LINK_HEAD_TIMEOUT)),
                settings.secretFile(ServerKeys.LINK_SECRET_FILE),
                bodyTimeout,
                settings.duration(ServerKeys.STOP_TIMEOUT),
                settings.flag(ServerKeys.SEED_DEV_USERS));
    }

    private static PersistenceConfig persistence(Settings settings) {
        return new PersistenceConfig(
                Path.of(settings.required(ServerKeys.DATA)),
                settings.duration(ServerKeys.LOG_RETENTION),
                settings.whole(ServerKeys.LOG_EVENTS_MAX),
                settings.duration(ServerKeys.OPERATION_RETENTION),
                settings.integer(ServerKeys.PENDING_MAX),
                settings.integer(ServerKeys.READERS));
    }

    private static RateLimiter.Config limits(Settings settings) {
        return new RateLimiter.Config(
                settings.integer(ServerKeys.READ_PER_MINUTE),
                settings.integer(ServerKeys.WRITE_PER_MINUTE),
                settings.integer(ServerKeys.SEND_PER_MINUTE),
                settings.integer(ServerKeys.TYPING_PER_MINUTE),
                settings.integer(ServerKeys.AUTH_PER_MINUTE),
                settings.integer(ServerKeys.CALLERS_MAX));
    }

    private static FanoutConfig.Link streams(Settings settings) {
        FanoutConfig.Link usual = FanoutConfig.Link.standard();
        return new FanoutConfig.Link(
                settings.duration(ServerKeys.LINK_HEARTBEAT),
                settings.duration(ServerKeys.LINK_SILENCE_MAX),
                usual.creditMax(),
                usual.requestsMax(),
                usual.signalsMax(),
                usual.wantedMax(),
                usual.streamsMax(),
                usual.replayEventsMax(),
                usual.queriesMax(),
                usual.queryPatience(),
                settings.integer(ServerKeys.LINK_VERSION_MAX),
                settings.duration(ServerKeys.LINK_CANARY),
                settings.flag(ServerKeys.LINK_REFLECTION));
    }
}
