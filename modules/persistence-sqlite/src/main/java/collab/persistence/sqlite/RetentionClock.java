package collab.persistence.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time by which retention judges ages. A clock of the machine that leaps must not delete anything, so this time never runs
 * ahead of the machine's clock and advances at most {@value #SPEED_MAX} times as fast as the time that the process has run. It
 * continues where the last run stopped.
 *
 * <p>After a leap of 8 days, something that may be kept for 7 days is deleted after 17 hours at the earliest. A server that was off
 * for a month has caught up after three days. Used by one thread.
 */
final class RetentionClock {
    static final int SPEED_MAX = 10;

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private Instant time;
    private long readAt;

    /** @param start the time that the last run had reached, or the time of the newest event */
    RetentionClock(Instant start, InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.time = start;
        this.readAt = nanoTime.getAsLong();
    }

    /** Also follows the machine's clock back: a time that is too early deletes nothing. */
    Instant instant() {
        long nanos = nanoTime.getAsLong();
        Instant latest = time.plus(Duration.ofNanos(nanos - readAt).multipliedBy(SPEED_MAX));
        Instant now = clock.instant();
        readAt = nanos;
        time = now.isBefore(latest) ? now : latest;
        return time;
    }
}
