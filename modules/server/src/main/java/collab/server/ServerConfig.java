package collab.server;

import collab.fanout.config.FanoutConfig;
import collab.persistence.PersistenceConfig;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RateLimiter;
import collab.rpc.config.RpcConfig;
import collab.runtime.ConfigKey;
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

    // ---- the keys ----

    public static final ConfigKey DATA = ConfigKey.of("data.directory", "data");
    public static final ConfigKey AUTH_MODE = ConfigKey.of("auth.mode", "");
    public static final ConfigKey PASSWORD_HASHES_PARALLEL = ConfigKey.of("auth.password-hashes-parallel", 2);
    public static final ConfigKey PROXY_SECRET_FILE = ConfigKey.of("auth.proxy-secret-file", "");
    public static final ConfigKey PROXY_ADDRESSES = ConfigKey.of("auth.proxy-addresses", "");
    public static final ConfigKey SESSION_LIFETIME = ConfigKey.of("auth.session-lifetime", "30d");
    public static final ConfigKey SEED_DEV_USERS = ConfigKey.of("seed.dev-users", "false");
    public static final ConfigKey STOP_TIMEOUT = ConfigKey.of("server.stop-timeout", "10s");
    public static final ConfigKey LINK_HOST = ConfigKey.of("link.host", "127.0.0.1");
    public static final ConfigKey LINK_PORT = ConfigKey.of("link.port", 8082);
    public static final ConfigKey LINK_SECRET_FILE = ConfigKey.of("link.secret-file", "");
    public static final ConfigKey LINK_CERTIFICATE_FILE = ConfigKey.of("link.certificate-file", "");
    public static final ConfigKey LINK_KEY_FILE = ConfigKey.of("link.key-file", "");
    public static final ConfigKey LINK_TRUSTED_FILE = ConfigKey.of("link.trusted-file", "");
    public static final ConfigKey LINK_CONNECTIONS_MAX = ConfigKey.of("link.connections-max", 1_000);
    public static final ConfigKey LINK_HEAD_TIMEOUT = ConfigKey.of("link.head-timeout", "10s");
    public static final ConfigKey LINK_HEARTBEAT = ConfigKey.of("link.heartbeat", "5s");
    public static final ConfigKey LINK_SILENCE_MAX = ConfigKey.of("link.silence-max", "15s");
    public static final ConfigKey LINK_VERSION_MAX =
            ConfigKey.of("link.version-max", FanoutConfig.Link.standard().versionMax());
    public static final ConfigKey LINK_CANARY = ConfigKey.of("link.canary", "5s");
    public static final ConfigKey LINK_REFLECTION = ConfigKey.of("link.reflection", "false");
    public static final ConfigKey PRESENCE_BATCH = ConfigKey.of("presence.batch", "1s");
    public static final ConfigKey PRESENCE_GRACE = ConfigKey.of("presence.grace", "15s");
    public static final ConfigKey PRESENCE_LEASE = ConfigKey.of("presence.lease", "30s");
    public static final ConfigKey LOG_RETENTION = ConfigKey.of("log.retention", "7d");
    public static final ConfigKey LOG_EVENTS_MAX = ConfigKey.of("log.events-max", 10_000_000);
    public static final ConfigKey OPERATION_RETENTION = ConfigKey.of("log.operation-retention", "7d");
    public static final ConfigKey PENDING_MAX = ConfigKey.of("ledger.pending-max", 4_096);
    public static final ConfigKey READERS = ConfigKey.of("ledger.readers", 4);
    public static final ConfigKey READ_PER_MINUTE = ConfigKey.of("limits.read-per-minute", 600);
    public static final ConfigKey WRITE_PER_MINUTE = ConfigKey.of("limits.write-per-minute", 60);
    public static final ConfigKey SEND_PER_MINUTE = ConfigKey.of("limits.send-per-minute", 60);
    public static final ConfigKey TYPING_PER_MINUTE = ConfigKey.of("limits.typing-per-minute", 60);
    public static final ConfigKey AUTH_PER_MINUTE = ConfigKey.of("limits.auth-per-minute", 10);
    public static final ConfigKey CALLERS_MAX = ConfigKey.of("limits.callers-max", 100_000);

    /** What every server can be told, whether a gateway runs beside it or elsewhere. */
    public static final List<ConfigKey> KEYS = List.of(
            DATA,
            AUTH_MODE,
            SESSION_LIFETIME,
            PASSWORD_HASHES_PARALLEL,
            PROXY_SECRET_FILE,
            PROXY_ADDRESSES,
            SEED_DEV_USERS,
            STOP_TIMEOUT,
            LINK_HOST,
            LINK_PORT,
            LINK_SECRET_FILE,
            LINK_CERTIFICATE_FILE,
            LINK_KEY_FILE,
            LINK_TRUSTED_FILE,
            LINK_CONNECTIONS_MAX,
            LINK_HEAD_TIMEOUT,
            LINK_HEARTBEAT,
            LINK_SILENCE_MAX,
            LINK_VERSION_MAX,
            LINK_CANARY,
            LINK_REFLECTION,
            PRESENCE_BATCH,
            PRESENCE_GRACE,
            PRESENCE_LEASE,
            LOG_RETENTION,
            LOG_EVENTS_MAX,
            OPERATION_RETENTION,
            PENDING_MAX,
            READERS,
            READ_PER_MINUTE,
            WRITE_PER_MINUTE,
            SEND_PER_MINUTE,
            TYPING_PER_MINUTE,
            AUTH_PER_MINUTE,
            CALLERS_MAX);

    public static final ConfigKey HTTP_HOST = ConfigKey.of("http.host", "127.0.0.1");
    public static final ConfigKey HTTP_PORT = ConfigKey.of("http.port", 8081);
    public static final ConfigKey HTTP_ORIGINS = ConfigKey.of("http.origins", "");
    public static final ConfigKey HTTP_CERTIFICATE_FILE = ConfigKey.of("http.certificate-file", "");
    public static final ConfigKey HTTP_KEY_FILE = ConfigKey.of("http.key-file", "");
    public static final ConfigKey HTTP_CONNECTIONS_MAX = ConfigKey.of("http.connections-max", 10_000);
    public static final ConfigKey HTTP_REQUESTS_MAX = ConfigKey.of("http.requests-max", 1_000);
    public static final ConfigKey HTTP_HEAD_TIMEOUT = ConfigKey.of("http.head-timeout", "10s");
    public static final ConfigKey HTTP_BODY_TIMEOUT = ConfigKey.of("http.body-timeout", "30s");

    /** What a server with a listener of its own can be told beside; a gateway in the same process has keys of these names. */
    public static final List<ConfigKey> HTTP_KEYS = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTP_ORIGINS,
            HTTP_CERTIFICATE_FILE,
            HTTP_KEY_FILE,
            HTTP_CONNECTIONS_MAX,
            HTTP_REQUESTS_MAX,
            HTTP_HEAD_TIMEOUT,
            HTTP_BODY_TIMEOUT);

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

    /** A server that listens: settings were read with {@link #KEYS} and {@link #HTTP_KEYS}. */
    public static ServerConfig of(Settings settings) {
        Listener http = new Listener(
                settings.required(HTTP_HOST),
                settings.integer(HTTP_PORT),
                TlsIdentity.of(settings, HTTP_CERTIFICATE_FILE, HTTP_KEY_FILE),
                settings.integer(HTTP_CONNECTIONS_MAX),
                settings.integer(HTTP_REQUESTS_MAX),
                settings.duration(HTTP_HEAD_TIMEOUT));
        return of(
                settings,
                Optional.of(http),
                http.host(),
                Set.copyOf(settings.list(HTTP_ORIGINS)),
                settings.duration(HTTP_BODY_TIMEOUT));
    }

    /**
     * A server that is called by a gateway in the same process: settings were read with {@link #KEYS}.
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
                AuthMode.parse(settings.text(AUTH_MODE).orElse("")),
                new RpcConfig(
                        RpcConfig.BODY_BYTES_MAX,
                        RpcConfig.BATCH_MAX,
                        RpcConfig.REPLY_BYTES_MAX,
                        origins,
                        settings.duration(SESSION_LIFETIME),
                        new AuthConfig(
                                settings.integer(PASSWORD_HASHES_PARALLEL),
                                settings.secretFile(PROXY_SECRET_FILE),
                                Set.copyOf(settings.list(PROXY_ADDRESSES))),
                        limits(settings)),
                streams(settings),
                new FanoutConfig.PresenceTimes(
                        settings.duration(PRESENCE_BATCH),
                        settings.duration(PRESENCE_GRACE),
                        settings.duration(PRESENCE_LEASE)),
                http,
                host,
                new Listener(
                        settings.required(LINK_HOST),
                        settings.integer(LINK_PORT),
                        TlsIdentity.mutual(settings, LINK_CERTIFICATE_FILE, LINK_KEY_FILE, LINK_TRUSTED_FILE),
                        settings.integer(LINK_CONNECTIONS_MAX),
                        settings.integer(LINK_CONNECTIONS_MAX),
                        settings.duration(LINK_HEAD_TIMEOUT)),
                settings.secretFile(LINK_SECRET_FILE),
                bodyTimeout,
                settings.duration(STOP_TIMEOUT),
                settings.flag(SEED_DEV_USERS));
    }

    private static PersistenceConfig persistence(Settings settings) {
        return new PersistenceConfig(
                Path.of(settings.required(DATA)),
                settings.duration(LOG_RETENTION),
                settings.whole(LOG_EVENTS_MAX),
                settings.duration(OPERATION_RETENTION),
                settings.integer(PENDING_MAX),
                settings.integer(READERS));
    }

    private static RateLimiter.Config limits(Settings settings) {
        return new RateLimiter.Config(
                settings.integer(READ_PER_MINUTE),
                settings.integer(WRITE_PER_MINUTE),
                settings.integer(SEND_PER_MINUTE),
                settings.integer(TYPING_PER_MINUTE),
                settings.integer(AUTH_PER_MINUTE),
                settings.integer(CALLERS_MAX));
    }

    private static FanoutConfig.Link streams(Settings settings) {
        FanoutConfig.Link usual = FanoutConfig.Link.standard();
        return new FanoutConfig.Link(
                settings.duration(LINK_HEARTBEAT),
                settings.duration(LINK_SILENCE_MAX),
                usual.creditMax(),
                usual.requestsMax(),
                usual.signalsMax(),
                usual.wantedMax(),
                usual.streamsMax(),
                usual.replayEventsMax(),
                usual.queriesMax(),
                usual.queryPatience(),
                settings.integer(LINK_VERSION_MAX),
                settings.duration(LINK_CANARY),
                settings.flag(LINK_REFLECTION));
    }
}
