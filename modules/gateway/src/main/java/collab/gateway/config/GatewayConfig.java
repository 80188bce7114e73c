package collab.gateway.config;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.websocket.QueueConfig;
import collab.websocket.SocketConfig;
import collab.websocket.SocketTimeouts;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of one gateway.
 *
 * @param drainTimeout how long {@link collab.gateway.Gateway#drain} waits for clients to disconnect
 */
public record GatewayConfig(
        HttpConfig http, Duration drainTimeout, LinkConfig link, SessionConfig session, SocketConfig socket) {
    public static final ConfigKey HOST = ConfigKey.of("http.host", "127.0.0.1");
    public static final ConfigKey PORT = ConfigKey.of("http.port", 8080);
    public static final ConfigKey ORIGINS = ConfigKey.of("http.origins", "");
    public static final ConfigKey PROXIES = ConfigKey.of("http.proxies", "");
    public static final ConfigKey CONNECTIONS_MAX = ConfigKey.of("http.connections-max", 100_000);
    public static final ConfigKey REQUESTS_MAX = ConfigKey.of("http.requests-max", 1_000);
    public static final ConfigKey HEAD_TIMEOUT = ConfigKey.of("http.head-timeout", "10s");
    public static final ConfigKey BODY_TIMEOUT = ConfigKey.of("http.body-timeout", "30s");
    public static final ConfigKey DRAIN_TIMEOUT = ConfigKey.of("gateway.drain-timeout", "15s");
    public static final ConfigKey ID = ConfigKey.of("gateway.id", "gateway-1");
    public static final ConfigKey VERSION_MAX = ConfigKey.of("gateway.version-max", EventShapes.NATIVE_VERSION);
    public static final ConfigKey LINK_CERTIFICATE_FILE = ConfigKey.of("link.certificate-file", "");
    public static final ConfigKey LINK_KEY_FILE = ConfigKey.of("link.key-file", "");
    public static final ConfigKey LINK_TRUSTED_FILE = ConfigKey.of("link.trusted-file", "");
    public static final ConfigKey LINK_NAME = ConfigKey.of("gateway.link-name", "");
    public static final ConfigKey RING_EVENTS_MAX = ConfigKey.of("session.ring-events-max", WireLimits.RING_EVENTS_MAX);
    public static final ConfigKey REPLAYS_MAX = ConfigKey.of("session.replays-max", 64);
    public static final ConfigKey QUEUE_FRAMES_MAX = ConfigKey.of("queue.frames-max", QueueConfig.DEFAULT.framesMax());
    public static final ConfigKey QUEUE_BYTES_MAX = ConfigKey.of("queue.bytes-max", QueueConfig.DEFAULT.bytesMax());

    /** The configuration keys of a gateway, without the address of its server. */
    public static final List<ConfigKey> KEYS = List.of(
            HOST,
            PORT,
            ORIGINS,
            PROXIES,
            CONNECTIONS_MAX,
            REQUESTS_MAX,
            HEAD_TIMEOUT,
            BODY_TIMEOUT,
            DRAIN_TIMEOUT,
            ID,
            VERSION_MAX,
            LINK_CERTIFICATE_FILE,
            LINK_KEY_FILE,
            LINK_TRUSTED_FILE,
            LINK_NAME,
            RING_EVENTS_MAX,
            REPLAYS_MAX,
            QUEUE_FRAMES_MAX,
            QUEUE_BYTES_MAX);

    public GatewayConfig {
        if (!drainTimeout.isPositive()) {
            throw new IllegalArgumentException("gateway.drain-timeout must be positive, is " + drainTimeout);
        }
    }

    /**
     * Reads the configuration.
     *
     * @param linkTarget {@code host:port} of the server's link
     * @param linkSecret the secret that gateway and server share
     */
    public static GatewayConfig of(Settings settings, String linkTarget, String linkSecret) {
        return new GatewayConfig(
                http(settings),
                settings.duration(DRAIN_TIMEOUT),
                new LinkConfig(
                        new LinkConfig.Server(linkTarget, settings.text(LINK_NAME)),
                        linkSecret,
                        settings.required(ID),
                        tls(settings),
                        settings.integer(VERSION_MAX),
                        LinkTimes.DEFAULT),
                session(settings),
                socket(settings));
    }

    private static HttpConfig http(Settings settings) {
        return new HttpConfig(
                settings.required(HOST),
                settings.integer(PORT),
                Set.copyOf(settings.list(ORIGINS)),
                Set.copyOf(settings.list(PROXIES)),
                new HttpLimits(
                        settings.integer(CONNECTIONS_MAX),
                        settings.integer(REQUESTS_MAX),
                        settings.duration(BODY_TIMEOUT)));
    }

    private static SessionConfig session(Settings settings) {
        SessionConfig defaults = SessionConfig.DEFAULT;
        return defaults.withRingEventsMax(settings.integer(RING_EVENTS_MAX))
                .withReplay(defaults.replay().withConcurrentMax(settings.integer(REPLAYS_MAX)));
    }

    private static SocketConfig socket(Settings settings) {
        return SocketConfig.DEFAULT
                .withQueue(QueueConfig.DEFAULT.withHardLimits(
                        settings.integer(QUEUE_FRAMES_MAX), settings.integer(QUEUE_BYTES_MAX)))
                .withTimeouts(SocketTimeouts.DEFAULT.withHead(settings.duration(HEAD_TIMEOUT)));
    }

    /** The keys and certificates of mutual TLS on the link; empty when TLS is not configured. */
    public static Optional<TlsIdentity> tls(Settings settings) {
        return TlsIdentity.mutual(settings, LINK_CERTIFICATE_FILE, LINK_KEY_FILE, LINK_TRUSTED_FILE);
    }

    public GatewayConfig withHttp(HttpConfig other) {
        return new GatewayConfig(other, drainTimeout, link, session, socket);
    }

    public GatewayConfig withLink(LinkConfig other) {
        return new GatewayConfig(http, drainTimeout, other, session, socket);
    }
}
