package collab.rpc.limit;

import collab.api.RateClass;
import collab.domain.id.UserId;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the queries of one user that can read many rows: how many run or wait at the same time, and how long they run. A scan that
 * runs longer than {@value #TOKEN_MS} ms is charged one search for each {@value #TOKEN_MS} ms.
 */
public final class ScanLimits {
    /** The running time that one search of the rate limit pays for. */
    static final long TOKEN_MS = 100;

    /** When a user whose other scans are still running may try again. */
    private static final Duration PARALLEL_RETRY = Duration.ofSeconds(1);

    private final RateLimiter limits;
    private final int parallelMax;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The scans of each user who has one. */
    @GuardedBy("lock")
    private final Map<UserId, Integer> running = new HashMap<>();

    /** @param parallelMax scans of one user at the same time */
    public ScanLimits(RateLimiter limits, int parallelMax) {
        this.limits = limits;
        this.parallelMax = parallelMax;
    }

    /**
     * Counts a scan that begins; {@link #end} must follow.
     *
     * @return how long to wait when a limit is reached; the scan is then not counted
     */
    public Optional<Duration> begin(UserId user) {
        Optional<Duration> debt = limits.debt(RateClass.SEARCH, RateLimiter.callerKey(user));
        if (debt.isPresent()) return debt;
        lock.lock();
        try {
            int scans = running.getOrDefault(user, 0);
            if (scans >= parallelMax) return Optional.of(PARALLEL_RETRY);
            running.put(user, scans + 1);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** @param ran how long the scan ran, without the time for which it waited */
    public void end(UserId user, Duration ran) {
        lock.lock();
        try {
            running.computeIfPresent(user, (_, scans) -> scans == 1 ? null : scans - 1);
        } finally {
            lock.unlock();
        }
        long further = ran.toMillis() / TOKEN_MS;
        if (further > 0) limits.charge(RateClass.SEARCH, RateLimiter.callerKey(user), further);
    }
}
