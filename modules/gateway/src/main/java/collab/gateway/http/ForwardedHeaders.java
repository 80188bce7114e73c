package collab.gateway.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Determines the client's address and scheme from forwarding headers. They are trusted only from the configured proxies and read from
 * right to left: each proxy appends the address of its peer, so values further left are not verified.
 */
public final class ForwardedHeaders {
    private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
    private static final HeaderName FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");

    private final Set<String> proxies;

    /** @param proxies addresses of the proxies in front of this gateway */
    public ForwardedHeaders(Set<String> proxies) {
        this.proxies = Set.copyOf(proxies);
    }

    boolean isProxy(String tcpPeer) {
        return proxies.contains(tcpPeer);
    }

    /** The client's IP address. */
    public String address(String tcpPeer, Headers headers) {
        if (!proxies.contains(tcpPeer)) return tcpPeer;
        List<String> claimed = values(headers, FORWARDED_FOR);
        for (int i = claimed.size() - 1; i >= 0; i--) {
            if (!proxies.contains(claimed.get(i))) return claimed.get(i);
        }
        return tcpPeer;
    }

    /** Whether the client used TLS, to this gateway or to a trusted proxy. */
    public boolean secure(String tcpPeer, boolean tlsTerminatedHere, Headers headers) {
        if (tlsTerminatedHere || !proxies.contains(tcpPeer)) return tlsTerminatedHere;
        List<String> claimed = values(headers, FORWARDED_PROTO);
        return !claimed.isEmpty() && claimed.getLast().equals("https");
    }

    private static List<String> values(Headers headers, HeaderName name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.values(name)) {
            for (String value : line.split(",", -1)) {
                if (!value.isBlank()) values.add(value.strip());
            }
        }
        return values;
    }
}
