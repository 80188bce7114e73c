package collab.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The delay before the next attempt: full jitter over a span that doubles with each attempt. Clients that lose their connections at the
 * same moment therefore return at different moments. A stable connection resets the span; an open socket alone does not.
 */
final class Backoff {
    private static final int DOUBLINGS_MAX = 16;

    private final DoubleSupplier random;
    private Duration min;
    private Duration max;
    private int attempts;

    /** @param random uniform in [0, 1) */
    Backoff(Duration min, Duration max, DoubleSupplier random) {
        this.min = min;
        this.max = max;
        this.random = random;
    }

    /** Set the bounds that the gateway's hello states. */
    void bounds(Duration least, Duration most) {
        this.min = least;
        this.max = most;
    }

    /** A duration from zero to the span, which doubles with each call up to the maximum. */
    Duration next() {
        long span = Math.min(max.toMillis(), min.toMillis() << attempts);
        attempts = Math.min(attempts + 1, DOUBLINGS_MAX);
        return Duration.ofMillis((long) (random.getAsDouble() * (double) span));
    }

    void reset() {
        attempts = 0;
    }
}
