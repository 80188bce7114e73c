package collab.gateway.config;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.websocket.QueueConfig;
import collab.websocket.SocketConfig;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything one gateway is told.
 *
 * @param host address of the HTTP listener
 * @param port 0 takes a free one
 * @param origins other origins whose pages may connect
 * @param proxies addresses whose forwarding headers are believed
 * @param connectionsMax TCP connections, sockets included
 * @param requestsMax HTTP requests at the same time
 * @param bodyTimeout for the body of a request
 * @param drainTimeout how long leaving may take
 */
public record GatewayConfig(
        String host,
        int port,
        Set<String> origins,
        Set<String> proxies,
        int connectionsMax,
        int requestsMax,
        Duration bodyTimeout,
        Duration drainTimeout,
        LinkConfig link,
        SessionConfig session,
        SocketConfig socket) {
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

    /** What a gateway can be told beside where its server is. */
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
        origins = Set.copyOf(origins);
        proxies = Set.copyOf(proxies);
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("http.port must be 0 to 65535, is " + port);
        atLeastOne("http.connections-max", connectionsMax);
        atLeastOne("http.requests-max", requestsMax);
        if (!bodyTimeout.isPositive())
            throw new IllegalArgumentException("http.body-timeout must be positive, is " + bodyTimeout);
        if (!drainTimeout.isPositive()) {
            throw new IllegalArgumentException("gateway.drain-timeout must be positive, is " + drainTimeout);
        }
    }

    /**
     * @param linkTarget {@code host:port} of the server's link
     * @param linkSecret what both processes were given
     */
    public static GatewayConfig of(Settings settings, String linkTarget, String linkSecret) {
        SessionConfig usual = SessionConfig.DEFAULT;
        int framesMax = settings.integer(QUEUE_FRAMES_MAX);
        int bytesMax = settings.integer(QUEUE_BYTES_MAX);
        return new GatewayConfig(
                settings.required(HOST),
                settings.integer(PORT),
                Set.copyOf(settings.list(ORIGINS)),
                Set.copyOf(settings.list(PROXIES)),
                settings.integer(CONNECTIONS_MAX),
                settings.integer(REQUESTS_MAX),
                settings.duration(BODY_TIMEOUT),
                settings.duration(DRAIN_TIMEOUT),
                LinkConfig.of(
                        linkTarget,
                        linkSecret,
                        settings.required(ID),
                        tls(settings),
                        settings.text(LINK_NAME),
                        settings.integer(VERSION_MAX)),
                new SessionConfig(
                        settings.integer(RING_EVENTS_MAX),
                        usual.kept(),
                        usual.socketsMax(),
                        usual.replayEventsMax(),
                        settings.integer(REPLAYS_MAX),
                        usual.roomTimeout(),
                        usual.pingInterval(),
                        usual.pongDeadline(),
                        usual.spreadMax()),
                SocketConfig.DEFAULT.with(
                        new QueueConfig(
                                framesMax,
                                bytesMax,
                                Math.max(1, framesMax / 2),
                                Math.max(1, bytesMax / 2),
                                QueueConfig.DEFAULT.writeBytesMax()),
                        settings.duration(HEAD_TIMEOUT)));
    }

    /** What the gateway proves itself to its server with, and whom it takes for that server; empty: it speaks plainly. */
    public static Optional<TlsIdentity> tls(Settings settings) {
        return TlsIdentity.mutual(settings, LINK_CERTIFICATE_FILE, LINK_KEY_FILE, LINK_TRUSTED_FILE);
    }

    /** Whether only this machine can reach the listener. */
    public boolean loopbackOnly() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be at least 1, is " + value);
    }
}
