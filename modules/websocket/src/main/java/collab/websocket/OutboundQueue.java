package collab.websocket;

import collab.websocket.frame.OutboundFrame;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames that wait for one socket, in order, limited in number and bytes.
 *
 * <p>Many threads offer frames, one thread polls. A polled frame counts as queued until {@link #markWritten}, so the limits apply to
 * all frames that this socket keeps in memory. A droppable frame beyond the soft limit gets {@link EnqueueResult#SHED}, a frame
 * beyond the hard limit gets {@link EnqueueResult#FULL}; neither is queued. No frame is dropped silently.
 *
 * <p>Control frames are outside the limits because at most two wait: a pong replaces an earlier pong and is written before the
 * messages; the close frame is written after them, and no frame is accepted after it.
 */
public final class OutboundQueue {
    /** A queue that held more frames than this releases its memory when it is empty. */
    private static final int RETAINED_CAPACITY = 32;

    /** OPEN accepts frames; CLOSING has queued the close frame; CLOSED has written it or was terminated. */
    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final QueueConfig config;

    /** A leaf lock: no other lock is taken and no other class is called while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when capacity becomes available and when the state changes. */
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private ArrayDeque<OutboundFrame> messages = new ArrayDeque<>(2);

    @GuardedBy("lock")
    private final ArrayDeque<OutboundFrame> pong = new ArrayDeque<>(1);

    @GuardedBy("lock")
    private final ArrayDeque<OutboundFrame> close = new ArrayDeque<>(1);

    @GuardedBy("lock")
    private int peakWaiting;

    @GuardedBy("lock")
    private int framesQueued;

    @GuardedBy("lock")
    private int bytesQueued;

    @GuardedBy("lock")
    private boolean closeWritten;

    public OutboundQueue(QueueConfig config) {
        this.config = config;
    }

    public EnqueueResult offer(OutboundFrame message) {
        return offer(message, config.framesMax(), config.bytesMax(), EnqueueResult.FULL);
    }

    EnqueueResult offerDroppable(OutboundFrame message) {
        return offer(message, config.softFramesMax(), config.softBytesMax(), EnqueueResult.SHED);
    }

    private EnqueueResult offer(OutboundFrame message, int framesMax, int bytesMax, EnqueueResult excess) {
        int bytes = message.wireBytes();
        lock.lock();
        try {
            if (state != State.OPEN) return EnqueueResult.CLOSED;
            if (framesQueued >= framesMax || bytes > bytesMax - bytesQueued) return excess;
            messages.addLast(message);
            peakWaiting = Math.max(peakWaiting, messages.size());
            framesQueued++;
            bytesQueued += bytes;
            return EnqueueResult.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Queues the answer to a ping; replaces an earlier answer that has not been polled. */
    void pong(OutboundFrame frame) {
        lock.lock();
        try {
            if (state != State.OPEN) return;
            pong.clear();
            pong.addLast(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Queues the close frame after the waiting frames. Later calls have no effect. */
    void close(OutboundFrame frame) {
        lock.lock();
        try {
            closeLocked(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Discards the waiting frames and queues the close frame, for a peer that does not read any more. */
    void discardAndClose(OutboundFrame frame) {
        lock.lock();
        try {
            if (state == State.OPEN) discardLocked();
            closeLocked(frame);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void closeLocked(OutboundFrame frame) {
        if (state != State.OPEN) return;
        state = State.CLOSING;
        close.addLast(frame);
        changed.signalAll();
    }

    /**
     * Moves the next frames into {@code batch}: as many as fit into one write, and at least one frame if any waits.
     *
     * @return their size on the wire in bytes, 0 when no frame waits
     */
    int poll(List<OutboundFrame> batch) {
        lock.lock();
        try {
            int bytes = pollLocked(pong, batch, 0);
            bytes = pollLocked(messages, batch, bytes);
            if (messages.isEmpty()) {
                bytes = pollLocked(close, batch, bytes);
                shrinkLocked();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private int pollLocked(ArrayDeque<OutboundFrame> waiting, List<OutboundFrame> batch, int bytesBefore) {
        int bytes = bytesBefore;
        for (OutboundFrame next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            int more = next.wireBytes();
            if (bytes > 0 && more > config.writeBytesMax() - bytes) break;
            batch.add(waiting.removeFirst());
            bytes += more;
        }
        return bytes;
    }

    @GuardedBy("lock")
    private void shrinkLocked() {
        if (peakWaiting > RETAINED_CAPACITY) messages = new ArrayDeque<>(2);
        peakWaiting = 0;
    }

    /**
     * Records that a batch was written. After the close frame the queue is closed.
     *
     * @return whether more frames wait
     */
    boolean markWritten(List<OutboundFrame> batch) {
        lock.lock();
        try {
            if (state == State.CLOSED) return false;
            for (OutboundFrame frame : batch) markWrittenLocked(frame);
            changed.signalAll();
            return hasPendingLocked();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void markWrittenLocked(OutboundFrame frame) {
        switch (frame.frame().kind()) {
            case MESSAGE -> {
                framesQueued--;
                bytesQueued -= frame.wireBytes();
            }
            case PONG -> {}
            case CLOSE -> {
                state = State.CLOSED;
                closeWritten = true;
            }
        }
    }

    /** Closes the queue: discards the waiting frames and releases every waiting thread. */
    void terminate() {
        lock.lock();
        try {
            state = State.CLOSED;
            discardLocked();
            close.clear();
            framesQueued = 0; // polled frames are not marked as written any more
            bytesQueued = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void discardLocked() {
        for (OutboundFrame message : messages) {
            framesQueued--;
            bytesQueued -= message.wireBytes();
        }
        messages.clear();
        pong.clear();
        shrinkLocked();
    }

    /** Whether a frame waits to be polled. */
    boolean hasPending() {
        lock.lock();
        try {
            return hasPendingLocked();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasPendingLocked() {
        return !messages.isEmpty() || !pong.isEmpty() || !close.isEmpty();
    }

    /** Waits until the queue is below its soft limits; false after that time or when the queue is closing. */
    boolean awaitCapacity(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (state == State.OPEN && !hasCapacityLocked() && left > 0) left = changed.awaitNanos(left);
            return state == State.OPEN && hasCapacityLocked();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasCapacityLocked() {
        return framesQueued < config.softFramesMax() && bytesQueued < config.softBytesMax();
    }

    /** Waits until the close frame is written; false after that time or when the queue was terminated. */
    boolean awaitCloseWritten(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (state != State.CLOSED && left > 0) left = changed.awaitNanos(left);
            return closeWritten;
        } finally {
            lock.unlock();
        }
    }

    int framesQueued() {
        lock.lock();
        try {
            return framesQueued;
        } finally {
            lock.unlock();
        }
    }

    int bytesQueued() {
        lock.lock();
        try {
            return bytesQueued;
        } finally {
            lock.unlock();
        }
    }
}
