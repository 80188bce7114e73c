package collab.rpc.limit;

import collab.domain.id.UserId;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that run or wait for each user, and limits them. */
public final class ParallelCalls {
    private final int max;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The calls of each user who has one. */
    @GuardedBy("lock")
    private final Map<UserId, Integer> running = new HashMap<>();

    /** @param max calls of one user at the same time */
    public ParallelCalls(int max) {
        this.max = max;
    }

    /** Counts a call that begins. Returns whether it may run; then {@link #end} must follow. */
    public boolean begin(UserId user) {
        lock.lock();
        try {
            int calls = running.getOrDefault(user, 0);
            if (calls >= max) return false;
            running.put(user, calls + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void end(UserId user) {
        lock.lock();
        try {
            running.computeIfPresent(user, (_, calls) -> calls == 1 ? null : calls - 1);
        } finally {
            lock.unlock();
        }
    }
}
