package collab.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Rules for the head of a request that Helidon 4.5.0 does not check, for plain requests and for upgrades. */
public final class RequestHeadRules {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "[::1]");

    private RequestHeadRules() {}

    /** What is wrong with the head, as a sentence for the client; empty when nothing is. */
    public static Optional<String> violation(HttpPrologue prologue, Headers headers) {
        String target = prologue.uriPath().rawPath();
        // Helidon ignores parameters of a path when it looks for the route, a proxy with rules for paths does not.
        if (target.contains(";")) return Optional.of("a path must not have parameters (;)");
        // Helidon serves the path of the target whatever its host is; the checks of origins use the Host header.
        if (isAbsolute(target) && !namesHost(target, headers)) {
            return Optional.of("the host of an absolute request target must be the one of the Host header");
        }
        // RFC 9110, section 5.1: a name has at least one character.
        if (headers.stream().anyMatch(header -> header.name().isEmpty())) {
            return Optional.of("a header must have a name");
        }
        return Optional.empty();
    }

    private static boolean isAbsolute(String target) {
        return !target.startsWith("/") && target.contains("://");
    }

    private static boolean namesHost(String target, Headers headers) {
        try {
            String named = new URI(target).getRawAuthority();
            return headers.first(HeaderNames.HOST)
                    .filter(host -> host.equalsIgnoreCase(named))
                    .isPresent();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** Whether the {@code Host} header is a loopback name or address. */
    public static boolean hasLoopbackHost(Headers headers) {
        return headers.first(HeaderNames.HOST)
                .filter(RequestHeadRules::isLoopback)
                .isPresent();
    }

    /**
     * Whether the value of a {@code Host} header is a loopback name or address. False for a foreign name whose DNS entry points to a
     * loopback address (DNS rebinding).
     */
    public static boolean isLoopback(String host) {
        try {
            URI uri = new URI("http://" + host);
            String name = uri.getHost();
            if (name == null || uri.getUserInfo() != null || !uri.getRawPath().isEmpty()) return false;
            return LOOPBACK_NAMES.contains(name.toLowerCase(Locale.ROOT)) || name.matches("127(\\.\\d{1,3}){3}");
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
