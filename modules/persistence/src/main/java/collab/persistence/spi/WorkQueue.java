package collab.persistence.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one worker: many threads offer, one takes all that has gathered. Bounded; at the bound an offer is refused,
 * so that whoever offered can say so instead of waiting for ever.
 */
public final class WorkQueue<T> {
    public enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final int waitingMax;
    private final int takenMax;

    /** Leaf lock: nothing else is taken or called while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<T> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    /** @param takenMax how many are taken at once */
    public WorkQueue(int waitingMax, int takenMax) {
        this.waitingMax = waitingMax;
        this.takenMax = takenMax;
    }

    public Offer offer(T work) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (waiting.size() >= waitingMax) {
                return Offer.FULL;
            }
            waiting.addLast(work);
            changed.signal();
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something; empty when the queue is closed and everything was taken. */
    public List<T> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<T> taken = new ArrayList<>(Math.min(waiting.size(), takenMax));
            while (taken.size() < takenMax && !waiting.isEmpty()) {
                taken.add(waiting.removeFirst());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses all further offers. What waits can still be taken. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
