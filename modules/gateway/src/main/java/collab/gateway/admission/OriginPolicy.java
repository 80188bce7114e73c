package collab.gateway.admission;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pages may open a socket: those of the same origin as the request, and those of the configured origins. A program sends
 * no origin and is not concerned; a browser can not be made to leave it out.
 */
public final class OriginPolicy {
    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://chat.example.org} */
    public OriginPolicy(Set<String> allowed) {
        this.allowed = allowed.stream()
                .map(origin -> normal(origin)
                        .orElseThrow(() -> new IllegalArgumentException("http.origins: not an origin: " + origin)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param host the authority the request was sent to */
    boolean allows(String origin, Optional<String> host, boolean secure) {
        Optional<String> theirs = normal(origin);
        if (theirs.isEmpty()) return false;
        Optional<String> ours = host.flatMap(name -> normal((secure ? "https://" : "http://") + name));
        return theirs.equals(ours) || allowed.contains(theirs.get());
    }

    /** Scheme, host and port in one spelling; nothing for what is not an origin ({@code null} among it). */
    private static Optional<String> normal(String origin) {
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme();
            boolean bare = uri.getRawPath() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (uri.getHost() == null || !bare || !("http".equals(scheme) || "https".equals(scheme)))
                return Optional.empty();
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
