package collab.persistence.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue for one worker: many threads offer, the worker takes several elements at once. Bounded; at the bound an offer is
 * rejected, so that the offering thread can report it instead of waiting without limit.
 */
public final class WorkQueue<T> {
    /** The result of an offer. */
    public enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final int waitingMax;
    private final int takenMax;

    /** Leaf lock: while it is held, no other lock is taken and no foreign code is called. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<T> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param waitingMax how many elements may wait
     * @param takenMax how many elements one {@link #take} returns at most
     */
    public WorkQueue(int waitingMax, int takenMax) {
        this.waitingMax = waitingMax;
        this.takenMax = takenMax;
    }

    /** Adds an element unless the queue is full or closed. Does not wait. */
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

    /** Waits for elements and takes them in order; returns an empty list when the queue is closed and empty. */
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

    /** How many elements wait. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Rejects all further offers. The elements that wait can still be taken. */
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
