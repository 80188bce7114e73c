package collab.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Everything that is due later, for all sockets together: a ring of slots, one per tick, that a single hand walks over. Setting
 * and forgetting a timer costs the same for one socket as for a hundred thousand, and no thread waits for any of them.
 *
 * <p>A timer fires within a tick after it is due, on the thread that calls {@link #advance}, and must not block. The wheel is
 * bounded by its users: each has a small fixed number of timers.
 */
public final class TimerWheel {
    static final Duration TICK = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger(TimerWheel.class.getName());
    private static final int SLOTS = 512; // power of two; a longer delay stays for another round

    /** A thing to be done. */
    static final class Timer {
        private final long dueTick;
        private final Runnable action;
        private volatile boolean cancelled;

        private Timer(long dueTick, Runnable action) {
            this.dueTick = dueTick;
            this.action = action;
        }

        /** Forgets it; an action that runs at this moment is not stopped. */
        void cancel() {
            cancelled = true;
        }
    }

    private final LongSupplier nanoTime;
    private final long origin;

    /** Guards everything below. Leaf lock: actions run after it has been released. */
    private final ReentrantLock lock = new ReentrantLock();

    private final List<List<Timer>> slots = new ArrayList<>(SLOTS);
    private long tick;

    public TimerWheel(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) slots.add(new ArrayList<>(0));
    }

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

    /** Does what has become due. One thread calls this, about once a tick. */
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
            // After a long pause one round over all slots finds everything.
            for (long at = Math.max(tick + 1, last - SLOTS + 1); at <= last; at++) {
                slot(at).removeIf(timer -> timer.cancelled || (timer.dueTick <= last && due.add(timer)));
            }
            tick = last;
        } finally {
            lock.unlock();
        }
        return due;
    }

    private List<Timer> slot(long tick) {
        return slots.get((int) (tick & (SLOTS - 1)));
    }

    private static void fire(Timer timer) {
        try {
            timer.action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a timer's action failed", e);
        }
    }
}
