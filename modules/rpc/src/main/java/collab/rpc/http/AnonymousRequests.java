package collab.rpc.http;

import collab.api.RateClass;
import collab.rpc.limit.RateLimiter;
import collab.runtime.limit.ClientNetwork;
import collab.runtime.rpc.RpcExchange.Peer;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits the work that clients without a session cause: each request and each kibibyte of its body counts once against a limit of the
 * client's network, which has the size of the limit for queries. It is spent before the body is parsed, whatever the calls in it are.
 */
final class AnonymousRequests {
    private static final int UNIT_BYTES = 1024;

    private final RateLimiter limits;

    AnonymousRequests(RateLimiter limits) {
        this.limits = limits;
    }

    /**
     * Counts a request, or a body that was read. Returns how long to wait when the limit is reached.
     *
     * @param bodyBytes 0 for the request itself
     */
    Optional<Duration> spend(Peer peer, int bodyBytes) {
        String network = "anonymous " + ClientNetwork.of(peer.address());
        int units = bodyBytes == 0 ? 1 : bodyBytes / UNIT_BYTES;
        Optional<Duration> wait = Optional.empty();
        for (int unit = 0; unit < units && wait.isEmpty(); unit++) wait = limits.spend(RateClass.READ, network);
        return wait;
    }
}
