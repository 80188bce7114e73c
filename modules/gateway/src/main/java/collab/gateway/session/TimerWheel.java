package collab.gateway.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The timers of all connections: a ring of slots, one per tick, advanced by one thread. Setting and cancelling a timer costs the
 * same for one connection as for a hundred thousand, and no thread waits for a single timer.
 *
 * <p>A timer fires within one tick after it is due, on the thread that calls {@link #advance}, and must not block. The number of
 * timers is limited by the connections: each has a small fixed number.
 */
public final class TimerWheel {
    static final Duration TICK = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger(TimerWheel.class.getName());
    private static final int SLOTS = 512; // power of two; a timer with a longer delay stays for another revolution

    /** One scheduled action. */
    static final class Timer {
        private final long dueTick;
        private final Runnable action;
        private volatile boolean cancelled;

        private Timer(long dueTick, Runnable action) {
            this.dueTick = dueTick;
            this.action = action;
        }

        /** Cancels the timer; an action that is running is not stopped. */
        void cancel() {
            cancelled = true;
        }
    }

    private final LongSupplier nanoTime;
    private final long origin;

    /** A leaf lock: actions run after it has been released. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<List<Timer>> slots = new ArrayList<>(SLOTS);

    @GuardedBy("lock")
    private long tick;

    public TimerWheel(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) slots.add(new ArrayList<>(0));
    }

    /** Schedules an action. */
    Timer after(Duration delay, Runnable action) {
        long due = (nanoTime.getAsLong() - origin + delay.toNanos()) / TICK.toNanos() + 1;
        lock.lock();
        try {
            Timer timer = new Timer(Math.max(due, tick + 1), action);
            slot(timer.dueTick).add(timer);
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** Fires the timers that have become due. Called by one thread, about once per tick. */
    void advance() {
        long now = (nanoTime.getAsLong() - origin) / TICK.toNanos();
        for (Timer timer : due(now)) {
            if (!timer.cancelled) fire(timer);
        }
    }

    private List<Timer> due(long now) {
        List<Timer> due = new ArrayList<>();
        lock.lock();
        try {
            long last = Math.max(tick, now);
            // After a long pause one revolution over all slots finds all due timers.
            for (long at = Math.max(tick + 1, last - SLOTS + 1); at <= last; at++) {
                slot(at).removeIf(timer -> timer.cancelled || (timer.dueTick <= last && due.add(timer)));
            }
            tick = last;
        } finally {
            lock.unlock();
        }
        return due;
    }

    @GuardedBy("lock")
    private List<Timer> slot(long tick) {
        return slots.get((int) (tick & (SLOTS - 1)));
    }

    private static void fire(Timer timer) {
        try {
            timer.action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the action of a timer failed", e);
        }
    }
}
