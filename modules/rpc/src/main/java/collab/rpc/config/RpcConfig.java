package collab.rpc.config;

import collab.rpc.limit.RateLimits;
import java.time.Duration;
import java.util.Set;

/**
 * The configuration of the JSON-RPC endpoint.
 *
 * @param requests the size limits of requests and replies
 * @param origins other origins whose pages may call, as {@code https://host[:port]} ({@code http.origins}, default
 *     none)
 * @param sessionLifetime lifetime of a login session ({@code auth.session-lifetime}, at least 1 minute, default 30
 *     days)
 * @param auth the settings of the auth modes
 * @param limits the rate limits
 */
public record RpcConfig(
        RequestLimits requests, Set<String> origins, Duration sessionLifetime, AuthConfig auth, RateLimits limits) {
    public static final Duration SESSION_LIFETIME = Duration.ofDays(30);

    public RpcConfig {
        if (sessionLifetime.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("auth.session-lifetime must be at least 1m, is " + sessionLifetime);
        }
        origins = Set.copyOf(origins);
    }

    public static RpcConfig defaults() {
        return new RpcConfig(
                RequestLimits.defaults(), Set.of(), SESSION_LIFETIME, AuthConfig.defaults(), RateLimits.defaults());
    }

    public RpcConfig withRequests(RequestLimits value) {
        return new RpcConfig(value, origins, sessionLifetime, auth, limits);
    }

    public RpcConfig withOrigins(Set<String> value) {
        return new RpcConfig(requests, value, sessionLifetime, auth, limits);
    }

    public RpcConfig withSessionLifetime(Duration value) {
        return new RpcConfig(requests, origins, value, auth, limits);
    }

    public RpcConfig withAuth(AuthConfig value) {
        return new RpcConfig(requests, origins, sessionLifetime, value, limits);
    }

    public RpcConfig withLimits(RateLimits value) {
        return new RpcConfig(requests, origins, sessionLifetime, auth, value);
    }
}
