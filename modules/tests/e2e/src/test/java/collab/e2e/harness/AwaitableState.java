package collab.e2e.harness;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** State that threads change and tests wait for, with a condition and a deadline instead of sleeps. */
public final class AwaitableState<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final T state;

    public AwaitableState(T state) {
        this.state = state;
    }

    public void change(Consumer<T> change) {
        lock.lock();
        try {
            change.accept(state);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads from the state under the lock. The function must not return the guarded state itself. */
    public <R> R read(Function<T, R> function) {
        lock.lock();
        try {
            return function.apply(state);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the condition holds.
     *
     * @throws AssertionError when it does not hold before the timeout
     */
    public void await(Duration timeout, Supplier<String> what, Predicate<T> condition) {
        if (!becomes(timeout, condition)) {
            throw new AssertionError("waited " + timeout.toSeconds() + " s without success for " + what.get());
        }
    }

    public boolean becomes(Duration timeout, Predicate<T> condition) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!condition.test(state)) {
                if (left <= 0) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } finally {
            lock.unlock();
        }
    }
}
