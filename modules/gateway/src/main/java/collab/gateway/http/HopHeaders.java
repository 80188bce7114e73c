package collab.gateway.http;

import collab.wire.LinkHeaders;
import java.util.Locale;
import java.util.Set;

/** Decides which headers a gateway forwards. */
final class HopHeaders {
    /** Headers of one connection (RFC 9110, section 7.6.1), and headers that the next hop sets itself. */
    private static final Set<String> HOP_BY_HOP = Set.of(
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

    /** Headers that only proxies set; not trusted from a client. */
    private static final Set<String> SET_BY_PROXIES = Set.of("forwarded", "x-real-ip", "via");

    private HopHeaders() {}

    /** Whether the header belongs to the request or response rather than to one connection. */
    static boolean endToEnd(String name) {
        return !HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether the header names the user whom a trusted proxy authenticated. */
    static boolean setByAuthenticatingProxy(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(LinkHeaders.PROXY_USER) || lower.equals(LinkHeaders.PROXY_SECRET);
    }

    /** Whether the gateway forwards the header from a client to the server. */
    static boolean forwardedFromClients(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return endToEnd(lower)
                && !lower.startsWith(LinkHeaders.PREFIX)
                && !lower.startsWith("x-forwarded-")
                && !SET_BY_PROXIES.contains(lower);
    }
}
