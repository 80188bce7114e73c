package collab.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler whose time the test controls: nothing runs until {@link #advance} or {@link #runAll}, and then on the
 * test's thread, in the order of the due times and, among equal ones, in the order of submission.
 *
 * <p>Tasks may be submitted from any thread. As in the real scheduler, a periodic task that throws is not run again.
 */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final ManualClock clock;

    /** Guarded by this, like the following fields. */
    private final PriorityQueue<Task<?>> waiting = new PriorityQueue<>(
            Comparator.<Task<?>>comparingLong(task -> task.dueNanos).thenComparingLong(task -> task.number));

    private long nowNanos;
    private long submitted;
    private boolean shutdown;

    /** @param clock moved along with the time of this scheduler */
    public ManualScheduler(ManualClock clock) {
        this.clock = clock;
    }

    /** Advances the time and runs each task at the moment at which it is due. */
    public void advance(Duration by) {
        long end = now() + by.toNanos();
        for (var task = nextUntil(end); task.isPresent(); task = nextUntil(end)) {
            task.get().run();
        }
        moveTo(end);
    }

    /** Runs the tasks that are due now, also those that they submit for now. */
    public void runAll() {
        advance(Duration.ZERO);
    }

    /** The number of waiting tasks, including periodic ones. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized long now() {
        return nowNanos;
    }

    private synchronized Optional<Task<?>> nextUntil(long end) {
        if (waiting.isEmpty() || waiting.element().dueNanos > end) {
            return Optional.empty();
        }
        Task<?> first = waiting.remove();
        moveTo(first.dueNanos);
        return Optional.of(first);
    }

    private synchronized void moveTo(long nanos) {
        if (nanos > nowNanos) {
            clock.advance(Duration.ofNanos(nanos - nowNanos));
            nowNanos = nanos;
        }
    }

    private synchronized <T> Task<T> submit(Callable<T> work, long delayNanos, long periodNanos) {
        if (shutdown) {
            throw new RejectedExecutionException("the scheduler is shut down");
        }
        Task<T> task = new Task<>(work, nowNanos + Math.max(0, delayNanos), periodNanos, submitted++);
        waiting.add(task);
        return task;
    }

    private synchronized void reschedule(Task<?> task) {
        if (!shutdown) {
            task.dueNanos += task.periodNanos;
            waiting.add(task);
        }
    }

    private synchronized void remove(Task<?> task) {
        waiting.remove(task);
    }

    @Override
    public void execute(Runnable command) {
        var _ = schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return submit(callable(command), unit.toNanos(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return submit(callable, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        if (period <= 0) {
            throw new IllegalArgumentException("the period must be positive, got " + period);
        }
        return submit(callable(command), unit.toNanos(initialDelay), unit.toNanos(period));
    }

    /** Tasks take no time here, so a fixed delay equals a fixed rate. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    private static Callable<Object> callable(Runnable command) {
        return () -> {
            command.run();
            return true;
        };
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        waiting.removeIf(task -> task.periodNanos > 0);
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> left = new ArrayList<>(waiting);
        waiting.clear();
        return left;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return shutdown && waiting.isEmpty();
    }

    /** Does not wait, because only the test's thread could cause the end. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    private final class Task<T> extends FutureTask<T> implements RunnableScheduledFuture<T> {
        private final long periodNanos;
        private final long number;

        /** Guarded by the scheduler. */
        private long dueNanos;

        Task(Callable<T> work, long dueNanos, long periodNanos, long number) {
            super(work);
            this.dueNanos = dueNanos;
            this.periodNanos = periodNanos;
            this.number = number;
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                reschedule(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            remove(this);
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public boolean isPeriodic() {
            return periodNanos > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            synchronized (ManualScheduler.this) {
                return unit.convert(dueNanos - nowNanos, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
