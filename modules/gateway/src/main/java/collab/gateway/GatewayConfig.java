package collab.gateway;

import collab.ops.Key;
import collab.ops.Settings;
import collab.ops.TlsIdentity;
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
    public static final Key HOST = Key.of("http.host", "127.0.0.1");
    public static final Key PORT = Key.of("http.port", 8080);
    public static final Key ORIGINS = Key.of("http.origins", "");
    public static final Key PROXIES = Key.of("http.proxies", "");
    public static final Key CONNECTIONS_MAX = Key.of("http.connections-max", 100_000);
    public static final Key REQUESTS_MAX = Key.of("http.requests-max", 1_000);
    public static final Key HEAD_TIMEOUT = Key.of("http.head-timeout", "10s");
    public static final Key BODY_TIMEOUT = Key.of("http.body-timeout", "30s");
    public static final Key DRAIN_TIMEOUT = Key.of("gateway.drain-timeout", "15s");
    public static final Key ID = Key.of("gateway.id", "gateway-1");
    public static final Key VERSION_MAX = Key.of("gateway.version-max", EventShapes.NATIVE_VERSION);
    public static final Key LINK_CERTIFICATE_FILE = Key.of("link.certificate-file", "");
    public static final Key LINK_KEY_FILE = Key.of("link.key-file", "");
    public static final Key LINK_TRUSTED_FILE = Key.of("link.trusted-file", "");
    public static final Key LINK_NAME = Key.of("gateway.link-name", "");
    public static final Key RING_EVENTS_MAX = Key.of("session.ring-events-max", WireLimits.RING_EVENTS_MAX);
    public static final Key REPLAYS_MAX = Key.of("session.replays-max", 64);
    public static final Key QUEUE_FRAMES_MAX = Key.of("queue.frames-max", QueueConfig.DEFAULT.framesMax());
    public static final Key QUEUE_BYTES_MAX = Key.of("queue.bytes-max", QueueConfig.DEFAULT.bytesMax());

    /** What a gateway can be told beside where its server is. */
    public static final List<Key> KEYS = List.of(
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
    boolean loopbackOnly() {
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
