package collab.websocket;

import collab.websocket.frame.OutboundFrame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames waiting for one socket, in order, bounded in count and bytes.
 *
 * <p>Many threads offer, one thread takes. What has been taken counts as queued until it is {@link #written}, so the bounds
 * hold for everything this socket keeps in memory. Signals are shed from the soft bound on; messages are answered
 * {@link EnqueueResult#FULL} at the hard bound, and nothing is kept of them. Nothing is dropped silently.
 *
 * <p>Control frames are outside the bounds because there can be only two: of several pongs the last one counts, and it
 * goes ahead of the messages; the close frame goes behind them, and nothing is accepted after it.
 */
public final class OutboundQueue {
    /** A queue that has grown beyond this gives its memory back when it runs empty. */
    private static final int KEPT_CAPACITY = 32;

    /** What may still happen: OPEN takes everything, CLOSING only has the close frame to come, CLOSED is over. */
    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final QueueConfig config;

    /** Guards everything below. Leaf lock: nothing else is taken or called while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when room has been made and when the state moves. */
    private final Condition changed = lock.newCondition();

    private State state = State.OPEN;
    private ArrayDeque<OutboundFrame> messages = new ArrayDeque<>(2);
    private final ArrayDeque<OutboundFrame> pong = new ArrayDeque<>(1);
    private final ArrayDeque<OutboundFrame> close = new ArrayDeque<>(1);
    private int peakWaiting;
    private int framesQueued;
    private int bytesQueued;
    private boolean closeWritten;

    public OutboundQueue(QueueConfig config) {
        this.config = config;
    }

    public EnqueueResult offer(OutboundFrame message) {
        return offer(message, config.framesMax(), config.bytesMax(), EnqueueResult.FULL);
    }

    EnqueueResult offerSignal(OutboundFrame signal) {
        return offer(signal, config.signalFramesMax(), config.signalBytesMax(), EnqueueResult.SHED);
    }

    private EnqueueResult offer(OutboundFrame message, int framesMax, int bytesMax, EnqueueResult beyond) {
        int bytes = message.wireBytes();
        lock.lock();
        try {
            if (state != State.OPEN) return EnqueueResult.CLOSED;
            if (framesQueued >= framesMax || bytes > bytesMax - bytesQueued) return beyond;
            messages.addLast(message);
            peakWaiting = Math.max(peakWaiting, messages.size());
            framesQueued++;
            bytesQueued += bytes;
            return EnqueueResult.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Answers a ping; an earlier answer that has not gone out yet is replaced. */
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

    /** Puts the close frame behind what waits. Later calls change nothing. */
    void close(OutboundFrame frame) {
        lock.lock();
        try {
            closeLocked(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Puts the close frame in the place of what waits: for a peer that has said it will not read on. */
    void closeInstead(OutboundFrame frame) {
        lock.lock();
        try {
            if (state == State.OPEN) dropWaitingLocked();
            closeLocked(frame);
        } finally {
            lock.unlock();
        }
    }

    private void closeLocked(OutboundFrame frame) {
        if (state != State.OPEN) return;
        state = State.CLOSING;
        close.addLast(frame);
        changed.signalAll();
    }

    /**
     * Moves what goes out next into {@code batch}: as much as fits into one write, at least one frame if any waits.
     *
     * @return its size on the wire, 0 when nothing waits
     */
    int take(List<OutboundFrame> batch) {
        lock.lock();
        try {
            int bytes = takeLocked(pong, batch, 0);
            bytes = takeLocked(messages, batch, bytes);
            if (messages.isEmpty()) {
                bytes = takeLocked(close, batch, bytes);
                shrinkLocked();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private int takeLocked(ArrayDeque<OutboundFrame> waiting, List<OutboundFrame> batch, int bytesBefore) {
        int bytes = bytesBefore;
        for (OutboundFrame next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            int more = next.wireBytes();
            if (bytes > 0 && more > config.writeBytesMax() - bytes) break;
            batch.add(waiting.removeFirst());
            bytes += more;
        }
        return bytes;
    }

    private void shrinkLocked() {
        if (peakWaiting > KEPT_CAPACITY) messages = new ArrayDeque<>(2);
        peakWaiting = 0;
    }

    /**
     * Takes note that a batch has left. When the close frame was in it, nothing will ever follow.
     *
     * @return whether more waits
     */
    boolean written(List<OutboundFrame> batch) {
        lock.lock();
        try {
            if (state == State.CLOSED) return false;
            for (OutboundFrame frame : batch) writtenLocked(frame);
            changed.signalAll();
            return waitingLocked();
        } finally {
            lock.unlock();
        }
    }

    private void writtenLocked(OutboundFrame frame) {
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

    /** Ends it: drops what waits and sends every waiting thread home. */
    void end() {
        lock.lock();
        try {
            state = State.CLOSED;
            dropWaitingLocked();
            close.clear();
            framesQueued = 0; // what is being written will not be reported any more
            bytesQueued = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropWaitingLocked() {
        for (OutboundFrame message : messages) {
            framesQueued--;
            bytesQueued -= message.wireBytes();
        }
        messages.clear();
        pong.clear();
        shrinkLocked();
    }

    /** Whether there is something to take. */
    boolean waiting() {
        lock.lock();
        try {
            return waitingLocked();
        } finally {
            lock.unlock();
        }
    }

    private boolean waitingLocked() {
        return !messages.isEmpty() || !pong.isEmpty() || !close.isEmpty();
    }

    /** Waits until a signal would be taken; false when the time is up or the queue is closing. */
    boolean awaitRoom(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (state == State.OPEN && !roomLocked() && left > 0) left = changed.awaitNanos(left);
            return state == State.OPEN && roomLocked();
        } finally {
            lock.unlock();
        }
    }

    private boolean roomLocked() {
        return framesQueued < config.signalFramesMax() && bytesQueued < config.signalBytesMax();
    }

    /** Waits until the close frame has left; false when it never will or the time is up. */
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
