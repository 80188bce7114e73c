package collab.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something later, on a thread that must not be held up, unless the answer is cancelled before. */
@FunctionalInterface
public interface TimeoutScheduler {
    Future<?> after(Duration delay, Runnable end);

    static TimeoutScheduler of(ScheduledExecutorService timer) {
        return (delay, end) -> timer.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
