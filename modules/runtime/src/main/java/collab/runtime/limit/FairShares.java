package collab.runtime.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Divides a bounded amount, for example bytes or requests, among the networks of clients. A network may hold at most {@code factor}
 * times as much as remains free, so the share of each network gets smaller when more networks hold much. Alone, a network gets {@code
 * factor / (factor + 1)} of the total. A network that holds nothing may take all that is free.
 *
 * <p>Thread-safe. The lock is a leaf.
 */
public final class FairShares {
    private final long total;
    private final int factor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, Long> held = new HashMap<>();

    @GuardedBy("lock")
    private long used;

    public FairShares(long total, int factor) {
        if (total < 1 || factor < 1) {
            throw new IllegalArgumentException("total and factor must be at least 1, got " + total + " and " + factor);
        }
        this.total = total;
        this.factor = factor;
    }

    /** Takes the amount for the network, or takes nothing and returns false when its share is exhausted. */
    public boolean take(String network, long amount) {
        lock.lock();
        try {
            long own = held.getOrDefault(network, 0L);
            long free = total - used - amount;
            if (free < 0 || (own > 0 && own + amount > factor * (free + 1))) return false;
            used += amount;
            held.put(network, own + amount);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #take(String, long)}, but waits for a limited time until others have given enough back. */
    public boolean take(String network, long amount, Duration longest) {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (!take(network, amount)) {
                if (left <= 0) return false;
                left = given.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives an amount back that {@code take} took for this network. */
    public void give(String network, long amount) {
        lock.lock();
        try {
            used -= amount;
            held.compute(network, (_, own) -> own == null || own <= amount ? null : own - amount);
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long total() {
        return total;
    }

    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** The networks that hold something. */
    int networks() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }
}
