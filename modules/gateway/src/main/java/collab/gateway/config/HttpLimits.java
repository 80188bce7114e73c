package collab.gateway.config;

import java.time.Duration;

/**
 * The limits of the HTTP listener.
 *
 * @param connectionsMax TCP connections, sockets included
 * @param requestsMax concurrent HTTP requests
 * @param bodyTimeout for a complete request body
 */
public record HttpLimits(int connectionsMax, int requestsMax, Duration bodyTimeout) {

    public HttpLimits {
        if (connectionsMax < 1) {
            throw new IllegalArgumentException("http.connections-max must be at least 1, is " + connectionsMax);
        }
        if (requestsMax < 1) {
            throw new IllegalArgumentException("http.requests-max must be at least 1, is " + requestsMax);
        }
        if (!bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("http.body-timeout must be positive, is " + bodyTimeout);
        }
    }
}
