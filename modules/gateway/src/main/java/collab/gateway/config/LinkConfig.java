package collab.gateway.config;

import collab.runtime.TlsIdentity;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the server is and how long its silence is borne.
 *
 * @param target {@code host:port} of the server's link
 * @param secret what both processes were given
 * @param gatewayId names this gateway over its lives; a newer stream of the same name ends the older one
 * @param heartbeat how often we say that we live
 * @param deadline silence after which the stream is given up
 * @param lease how long sockets are kept without a stream
 * @param retryMax the longest wait between two attempts to attach
 * @param callDeadline of a unary call
 * @param replayDeadline of one reading of the log, at the pace of its reader
 * @param tls what both ends prove themselves with ({@code link.certificate-file} and its kin); empty: plain
 * @param serverName the name that the server's certificate bears, if it is not the host of {@code target} ({@code gateway.link-name})
 * @param versionMax the newest version of events that is offered to the server ({@code gateway.version-max})
 */
public record LinkConfig(
        String target,
        String secret,
        String gatewayId,
        Duration heartbeat,
        Duration deadline,
        Duration lease,
        Duration retryMax,
        Duration callDeadline,
        Duration replayDeadline,
        Optional<TlsIdentity> tls,
        Optional<String> serverName,
        int versionMax) {
    /** Messages under way to us that have not been applied; each is bounded by {@link WireLimits#LINK_MESSAGE_BYTES_MAX}. */
    public static final int MESSAGES_UNDER_WAY = 16;

    public LinkConfig {
        if (deadline.compareTo(heartbeat) <= 0) {
            throw new IllegalArgumentException("link.deadline must be above link.heartbeat, is " + deadline);
        }
        if (lease.compareTo(deadline) < 0) {
            throw new IllegalArgumentException("link.lease must be at least link.deadline, is " + lease);
        }
        EventShapes.ALL.versionsUpTo(versionMax);
        if (gatewayId.isEmpty()) throw new IllegalArgumentException("link.gateway-id must not be empty");
    }

    public static LinkConfig of(
            String target,
            String secret,
            String gatewayId,
            Optional<TlsIdentity> tls,
            Optional<String> serverName,
            int versionMax) {
        return new LinkConfig(
                target,
                secret,
                gatewayId,
                WireLimits.LINK_HEARTBEAT,
                WireLimits.LINK_DEADLINE,
                WireLimits.LINK_LEASE,
                Duration.ofSeconds(1),
                WireLimits.CALL_DEADLINE,
                Duration.ofMinutes(2),
                tls,
                serverName,
                versionMax);
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return "link to " + target + " as " + gatewayId;
    }
}
