package collab.gateway.admission;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which pages may open a socket: pages of the same origin as the request and pages of the configured origins. The policy
 * applies to browsers, which always send an origin; other programs send none.
 */
public final class OriginPolicy {
    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://chat.example.org} */
    public OriginPolicy(Set<String> allowed) {
        this.allowed = allowed.stream()
                .map(origin -> normalize(origin)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "http.origins must be origins such as https://chat.example.org, got " + origin)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param host the authority of the request */
    boolean allows(String origin, Optional<String> host, boolean secure) {
        Optional<String> pageOrigin = normalize(origin);
        if (pageOrigin.isEmpty()) return false;
        Optional<String> requestOrigin = host.flatMap(name -> normalize((secure ? "https://" : "http://") + name));
        return pageOrigin.equals(requestOrigin) || allowed.contains(pageOrigin.get());
    }

    /** Scheme, host and port in canonical form; empty when the text is not an origin, for example {@code null}. */
    private static Optional<String> normalize(String origin) {
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
