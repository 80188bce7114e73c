package collab.gateway.config;

import collab.runtime.TlsIdentity;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The link to the server.
 *
 * @param server where the server's link listens
 * @param secret the secret that gateway and server share
 * @param gatewayId the name of this gateway; a newer stream with the same name ends the older one
 * @param tls the keys and certificates of mutual TLS ({@code link.certificate-file} and the keys near it); empty: no TLS
 * @param versionMax the newest event version that the gateway offers to the server ({@code gateway.version-max})
 */
public record LinkConfig(
        Server server, String secret, String gatewayId, Optional<TlsIdentity> tls, int versionMax, LinkTimes times) {
    /** Messages that the server may send before the gateway has applied them, each up to {@link WireLimits#LINK_MESSAGE_BYTES_MAX}. */
    public static final int MESSAGES_IN_FLIGHT_MAX = 16;

    /** The longest host name of Linux; a gateway id may have 200 characters. */
    private static final int HOST_NAME_MAX = 64;

    /**
     * Where the server's link listens.
     *
     * @param target {@code host:port}
     * @param certificateName the name in the server's certificate when it is not the host of {@code target} ({@code
     *     gateway.link-name})
     */
    public record Server(String target, Optional<String> certificateName) {
        public static Server at(String target) {
            return new Server(target, Optional.empty());
        }
    }

    public LinkConfig {
        EventShapes.ALL.versionsUpTo(versionMax);
        if (gatewayId.isEmpty()) throw new IllegalArgumentException("gateway.id must not be empty");
    }

    /**
     * A name that no other gateway has: the name of the host, for people, and 48 random bits. Two gateways with one name would take the
     * stream from each other again and again.
     */
    public static String newGatewayId() {
        return hostName() + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.substring(0, Math.min(name.length(), HOST_NAME_MAX));
        } catch (UnknownHostException unnamed) {
            return "gateway";
        }
    }

    /** A link without TLS in the newest event version, with the default times. */
    public static LinkConfig plain(String target, String secret, String gatewayId) {
        return new LinkConfig(
                Server.at(target), secret, gatewayId, Optional.empty(), EventShapes.NATIVE_VERSION, LinkTimes.DEFAULT);
    }

    public LinkConfig withServer(Server other) {
        return new LinkConfig(other, secret, gatewayId, tls, versionMax, times);
    }

    public LinkConfig withTls(Optional<TlsIdentity> identity) {
        return new LinkConfig(server, secret, gatewayId, identity, versionMax, times);
    }

    public LinkConfig withVersionMax(int version) {
        return new LinkConfig(server, secret, gatewayId, tls, version, times);
    }

    public LinkConfig withTimes(LinkTimes other) {
        return new LinkConfig(server, secret, gatewayId, tls, versionMax, other);
    }

    /** Does not contain the secret. */
    @Override
    public String toString() {
        return "link to " + server.target() + " as " + gatewayId;
    }
}
