package collab.gateway.config;

import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.websocket.QueueConfig;
import collab.websocket.SocketConfig;
import collab.websocket.SocketTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of one gateway.
 *
 * @param drainTimeout how long {@link collab.gateway.Gateway#drain} waits for clients to disconnect
 */
public record GatewayConfig(
        HttpConfig http, Duration drainTimeout, LinkConfig link, SessionConfig session, SocketConfig socket) {

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
                settings.duration(GatewayKeys.DRAIN_TIMEOUT),
                new LinkConfig(
                        new LinkConfig.Server(linkTarget, settings.text(GatewayKeys.LINK_NAME)),
                        linkSecret,
                        settings.required(GatewayKeys.ID),
                        tls(settings),
                        settings.integer(GatewayKeys.VERSION_MAX),
                        LinkTimes.DEFAULT),
                session(settings),
                socket(settings));
    }

    private static HttpConfig http(Settings settings) {
        return new HttpConfig(
                settings.required(GatewayKeys.HOST),
                settings.integer(GatewayKeys.PORT),
                Set.copyOf(settings.list(GatewayKeys.ORIGINS)),
                Set.copyOf(settings.list(GatewayKeys.PROXIES)),
                new HttpLimits(
                        settings.integer(GatewayKeys.CONNECTIONS_MAX),
                        settings.integer(GatewayKeys.REQUESTS_MAX),
                        settings.duration(GatewayKeys.BODY_TIMEOUT)));
    }

    private static SessionConfig session(Settings settings) {
        SessionConfig defaults = SessionConfig.DEFAULT;
        return defaults.withRingEventsMax(settings.integer(GatewayKeys.RING_EVENTS_MAX))
                .withReplay(defaults.replay().withConcurrentMax(settings.integer(GatewayKeys.REPLAYS_MAX)));
    }

    private static SocketConfig socket(Settings settings) {
        return SocketConfig.DEFAULT
                .withQueue(QueueConfig.DEFAULT.withHardLimits(
                        settings.integer(GatewayKeys.QUEUE_FRAMES_MAX), settings.integer(GatewayKeys.QUEUE_BYTES_MAX)))
                .withTimeouts(SocketTimeouts.DEFAULT.withHead(settings.duration(GatewayKeys.HEAD_TIMEOUT)));
    }

    /** The keys and certificates of mutual TLS on the link; empty when TLS is not configured. */
    public static Optional<TlsIdentity> tls(Settings settings) {
        return TlsIdentity.mutual(
                settings, GatewayKeys.LINK_CERTIFICATE_FILE, GatewayKeys.LINK_KEY_FILE, GatewayKeys.LINK_TRUSTED_FILE);
    }

    public GatewayConfig withHttp(HttpConfig other) {
        return new GatewayConfig(other, drainTimeout, link, session, socket);
    }

    public GatewayConfig withLink(LinkConfig other) {
        return new GatewayConfig(http, drainTimeout, other, session, socket);
    }
}
