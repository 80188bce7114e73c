package collab.rpc.config;

import java.time.Duration;
import java.util.Set;

/**
 * The configuration of the JSON-RPC endpoint.
 *
 * @param bodyBytesMax maximum size of a request body in bytes ({@code rpc.body-bytes-max}, default 1 MiB)
 * @param batchMax maximum number of calls in a batch ({@code rpc.batch-max}, default 50)
 * @param replyBytesMax bytes of a batch's response after which the remaining calls are rejected unexecuted
 *     ({@code rpc.reply-bytes-max}, default 16 MiB)
 * @param origins other origins whose pages may call, as {@code https://host[:port]} ({@code http.origins}, default none)
 * @param sessionLifetime lifetime of a login session ({@code auth.session-lifetime}, default 30 days)
 * @param auth the settings of the auth modes
 * @param limits the rate limits
 */
public record RpcConfig(
        int bodyBytesMax,
        int batchMax,
        int replyBytesMax,
        Set<String> origins,
        Duration sessionLifetime,
        AuthConfig auth,
        RateLimiter.Config limits) {
    public static final int BODY_BYTES_MAX = 1 << 20;
    public static final int BATCH_MAX = 50;
    public static final int REPLY_BYTES_MAX = 16 << 20;
    public static final Duration SESSION_LIFETIME = Duration.ofDays(30);

    public RpcConfig {
        atLeast("rpc.body-bytes-max", bodyBytesMax, 1_024);
        atLeast("rpc.batch-max", batchMax, 1);
        atLeast("rpc.reply-bytes-max", replyBytesMax, 1_024);
        if (sessionLifetime.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("auth.session-lifetime must be at least 1m, is " + sessionLifetime);
        }
        origins = Set.copyOf(origins);
    }

    public static RpcConfig defaults() {
        return new RpcConfig(
                BODY_BYTES_MAX,
                BATCH_MAX,
                REPLY_BYTES_MAX,
                Set.of(),
                SESSION_LIFETIME,
                AuthConfig.defaults(),
                RateLimiter.Config.defaults());
    }

    public RpcConfig withLimits(RateLimiter.Config other) {
        return new RpcConfig(bodyBytesMax, batchMax, replyBytesMax, origins, sessionLifetime, auth, other);
    }

    public RpcConfig withAuth(AuthConfig other) {
        return new RpcConfig(bodyBytesMax, batchMax, replyBytesMax, origins, sessionLifetime, other, limits);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
    }
}
