package collab.gateway.http;

import collab.wire.LinkHeaders;
import java.util.Locale;
import java.util.Set;

/** Which headers travel through a gateway. */
final class HopHeaders {
    /** About one connection and not about the request (RFC 9110, section 7.6.1), or made anew for the next one. */
    private static final Set<String> OF_ONE_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Said by whoever forwards, so worth nothing from a client. */
    private static final Set<String> OF_FORWARDERS = Set.of("forwarded", "x-real-ip", "via");

    private HopHeaders() {}

    static boolean travels(String name) {
        return !OF_ONE_HOP.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a proxy in front, which signs people in, may say it to the server. */
    static boolean maySayOfUsers(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(LinkHeaders.PROXY_USER) || lower.equals(LinkHeaders.PROXY_SECRET);
    }

    /** Whether a client may say it to the server. */
    static boolean maySay(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return travels(lower)
                && !lower.startsWith(LinkHeaders.PREFIX)
                && !lower.startsWith("x-forwarded-")
                && !OF_FORWARDERS.contains(lower);
    }
}
