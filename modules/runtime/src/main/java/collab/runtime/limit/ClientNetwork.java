package collab.runtime.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * The network that a client's address belongs to, as limits and shares count it: an IPv4 address alone, an IPv6 address by its /64
 * prefix, because one host has all addresses of such a network.
 */
public final class ClientNetwork {
    private static final int PREFIX_BYTES = 8;

    private ClientNetwork() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/64"
                : address.getHostAddress();
    }

    /** The network of an IP address; any other text, for example a host name, counts as it is. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) return address;
        try {
            // the literal of an IPv4-mapped address becomes an IPv4 address
            return of(InetAddress.ofLiteral(withoutZone(address)));
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }

    /** Without the interface of a link-local address. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
