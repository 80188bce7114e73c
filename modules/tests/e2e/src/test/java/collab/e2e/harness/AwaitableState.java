package collab.e2e.harness;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** State that threads change and tests wait for: waiting means a condition and a deadline, never a pause. */
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

    /** What the state is now; whatever is answered must not be the guarded state itself. */
    public <R> R look(Function<T, R> question) {
        lock.lock();
        try {
            return question.apply(state);
        } finally {
            lock.unlock();
        }
    }

    /** @throws AssertionError when it does not come true in time */
    public void await(Duration patience, Supplier<String> what, Predicate<T> condition) {
        if (!becomes(patience, condition)) {
            throw new AssertionError("waited " + patience.toSeconds() + " s in vain for " + what.get());
        }
    }

    public boolean becomes(Duration patience, Predicate<T> condition) {
        long left = patience.toNanos();
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
