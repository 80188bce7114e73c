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
                settings.duration(GatewayConfigKeys.DRAIN_TIMEOUT),
                new LinkConfig(
                        new LinkConfig.Server(linkTarget, settings.text(GatewayConfigKeys.LINK_NAME)),
                        linkSecret,
                        settings.text(GatewayConfigKeys.ID).orElseGet(LinkConfig::newGatewayId),
                        tls(settings),
                        settings.integer(GatewayConfigKeys.VERSION_MAX),
                        LinkTimes.DEFAULT),
                session(settings),
                socket(settings));
    }

    private static HttpConfig http(Settings settings) {
        return new HttpConfig(
                settings.required(GatewayConfigKeys.HOST),
                settings.integer(GatewayConfigKeys.PORT),
                Set.copyOf(settings.list(GatewayConfigKeys.ORIGINS)),
                Set.copyOf(settings.list(GatewayConfigKeys.PROXIES)),
                new HttpLimits(
                        settings.integer(GatewayConfigKeys.CONNECTIONS_MAX, GatewayConfigKeys.CONNECTIONS_MOST),
                        settings.integer(GatewayConfigKeys.REQUESTS_MAX),
                        settings.duration(GatewayConfigKeys.BODY_TIMEOUT)));
    }

    private static SessionConfig session(Settings settings) {
        SessionConfig defaults = SessionConfig.DEFAULT;
        return defaults.withRingEventsMax(settings.integer(GatewayConfigKeys.RING_EVENTS_MAX))
                .withReplay(defaults.replay().withConcurrentMax(settings.integer(GatewayConfigKeys.REPLAYS_MAX)));
    }

    private static SocketConfig socket(Settings settings) {
        return SocketConfig.DEFAULT
                .withQueue(QueueConfig.DEFAULT.withHardLimits(
                        settings.integer(GatewayConfigKeys.QUEUE_FRAMES_MAX),
                        settings.integer(GatewayConfigKeys.QUEUE_BYTES_MAX)))
                .withTimeouts(SocketTimeouts.DEFAULT.withHead(settings.duration(GatewayConfigKeys.HEAD_TIMEOUT)));
    }

    /** The keys and certificates of mutual TLS on the link; empty when TLS is not configured. */
    public static Optional<TlsIdentity> tls(Settings settings) {
        return TlsIdentity.mutual(
                settings,
                GatewayConfigKeys.LINK_CERTIFICATE_FILE,
                GatewayConfigKeys.LINK_KEY_FILE,
                GatewayConfigKeys.LINK_TRUSTED_FILE);
    }

    public GatewayConfig withHttp(HttpConfig other) {
        return new GatewayConfig(other, drainTimeout, link, session, socket);
    }

    public GatewayConfig withLink(LinkConfig other) {
        return new GatewayConfig(http, drainTimeout, other, session, socket);
    }
}
