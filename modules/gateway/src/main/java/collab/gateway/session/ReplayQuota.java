package collab.gateway.session;

import collab.gateway.config.ReplayLimits;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits how often and how many of one user's resumes read the event log. A resume waits for its turn. */
final class ReplayQuota {
    private final Semaphore permits;
    private final long intervalNanos;
    private final long burstNanos;
    private final LongSupplier nanoTime;

    /** When the next resume would be due if there were no burst. */
    @GuardedBy("this")
    private long due;

    ReplayQuota(ReplayLimits.PerUser limits, LongSupplier nanoTime) {
        this.permits = new Semaphore(limits.concurrentMax(), true);
        this.intervalNanos = limits.interval().toNanos();
        this.burstNanos = intervalNanos * (limits.burst() - 1);
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /** Waits for a turn, and returns whether it came in time; then {@link #release} must follow. */
    boolean acquire(Duration timeout) throws InterruptedException {
        long end = nanoTime.getAsLong() + timeout.toNanos();
        if (!permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) return false;
        boolean acquired = false;
        try {
            OptionalLong wait = reserve(Math.max(0, end - nanoTime.getAsLong()));
            if (wait.isEmpty()) return false;
            if (wait.getAsLong() > 0) TimeUnit.NANOSECONDS.sleep(wait.getAsLong());
            acquired = true;
        } finally {
            if (!acquired) permits.release();
        }
        return true;
    }

    /** The time until the turn of a resume; empty, without a reservation, when it is longer than {@code maxNanos}. */
    synchronized OptionalLong reserve(long maxNanos) {
        long now = nanoTime.getAsLong();
        long from = Math.max(due - now, 0);
        long wait = Math.max(from - burstNanos, 0);
        if (wait > maxNanos) return OptionalLong.empty();
        due = now + from + intervalNanos;
        return OptionalLong.of(wait);
    }

    void release() {
        permits.release();
    }
}
