package collab.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs an action after a delay, unless the returned future is cancelled first. The action must not block the timer thread. */
@FunctionalInterface
public interface TimeoutScheduler {
    Future<?> after(Duration delay, Runnable action);

    static TimeoutScheduler of(ScheduledExecutorService timer) {
        return (delay, action) -> timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
