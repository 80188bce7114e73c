package collab.gateway.config;

import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.websocket.QueueConfig;
import collab.websocket.SocketConfig;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
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
        int framesMax = settings.integer(GatewayKeys.QUEUE_FRAMES_MAX);
        int bytesMax = settings.integer(GatewayKeys.QUEUE_BYTES_MAX);
        return new GatewayConfig(
                settings.required(GatewayKeys.HOST),
                settings.integer(GatewayKeys.PORT),
                Set.copyOf(settings.list(GatewayKeys.ORIGINS)),
                Set.copyOf(settings.list(GatewayKeys.PROXIES)),
                settings.integer(GatewayKeys.CONNECTIONS_MAX),
                settings.integer(GatewayKeys.REQUESTS_MAX),
                settings.duration(GatewayKeys.BODY_TIMEOUT),
                settings.duration(GatewayKeys.DRAIN_TIMEOUT),
                LinkConfig.of(
                        linkTarget,
                        linkSecret,
                        settings.required(GatewayKeys.ID),
                        tls(settings),
                        settings.text(GatewayKeys.LINK_NAME),
                        settings.integer(GatewayKeys.VERSION_MAX)),
                new SessionConfig(
                        settings.integer(GatewayKeys.RING_EVENTS_MAX),
                        usual.kept(),
                        usual.socketsMax(),
                        usual.replayEventsMax(),
                        settings.integer(GatewayKeys.REPLAYS_MAX),
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
                        settings.duration(GatewayKeys.HEAD_TIMEOUT)));
    }

    /** What the gateway proves itself to its server with, and whom it takes for that server; empty: it speaks plainly. */
    public static Optional<TlsIdentity> tls(Settings settings) {
        return TlsIdentity.mutual(settings, GatewayKeys.LINK_CERTIFICATE_FILE, GatewayKeys.LINK_KEY_FILE, GatewayKeys.LINK_TRUSTED_FILE);
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
