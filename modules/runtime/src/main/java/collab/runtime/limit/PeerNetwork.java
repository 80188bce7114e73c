package collab.runtime.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * The network that shares of a peer are counted for: an IPv4 address alone, an IPv6 address by its /64 prefix, because one host has
 * all addresses of such a network.
 */
public final class PeerNetwork {
    private static final int PREFIX_BYTES = 8;

    private PeerNetwork() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/64"
                : address.getHostAddress();
    }

    /** The network of an IP address; any other text counts as it is. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) return address;
        try {
            int zone = address.indexOf('%'); // the interface of a link-local address
            return of(InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)));
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }
}
