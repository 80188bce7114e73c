package collab.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: full jitter over an exponentially growing span, so that ten thousand clients that
 * were cut at once do not come back at once. Reset by a connection that proved stable, not by one that merely opened.
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

    /** What the server's hello asks for from now on. */
    void bounds(Duration least, Duration most) {
        this.min = least;
        this.max = most;
    }

    /** Between nothing and the span, which doubles with each call up to the maximum. */
    Duration next() {
        long span = Math.min(max.toMillis(), min.toMillis() << attempts);
        attempts = Math.min(attempts + 1, DOUBLINGS_MAX);
        return Duration.ofMillis((long) (random.getAsDouble() * (double) span));
    }

    void reset() {
        attempts = 0;
    }
}
