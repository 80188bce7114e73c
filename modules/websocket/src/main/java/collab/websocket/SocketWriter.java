package collab.websocket;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.websocket.frame.OutboundFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes the queue of one socket: all waiting frames, up to the size of one write, go out in one write.
 *
 * <p>It has no thread of its own. {@link #wake} schedules it at the {@link WriterPool} unless it is scheduled already. So at most one
 * worker uses it at a time, and after the handshake this worker is the only thread that writes to the connection. A peer that does
 * not read blocks this worker and no other socket.
 */
public final class SocketWriter {
    private static final System.Logger LOG = System.getLogger(SocketWriter.class.getName());

    private static final long NOT_WRITING = 0;

    private final long socketId;
    private final OutboundQueue queue;
    private final Transport transport;
    private final WriterPool pool;
    private final SocketCounters counters;
    private final Runnable onWriteFailed;

    /** True from {@link WriterPool#schedule} to the end of the write; stays true after a failed write. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** When the current write began, by {@link System#nanoTime}. Set by the worker, read by the deadlines' thread. */
    private volatile long writingSince = NOT_WRITING;

    /** @param onWriteFailed called by the worker after a failed write */
    public SocketWriter(
            long socketId,
            OutboundQueue queue,
            Transport transport,
            WriterPool pool,
            SocketCounters counters,
            Runnable onWriteFailed) {
        this.socketId = socketId;
        this.queue = queue;
        this.transport = transport;
        this.pool = pool;
        this.counters = counters;
        this.onWriteFailed = onWriteFailed;
    }

    /** Makes sure that the waiting frames are written. */
    public void wake() {
        if (!scheduled.get() && queue.hasPending() && scheduled.compareAndSet(false, true)) pool.schedule(this);
    }

    /** Whether the current write has taken longer than {@code nanosMax}. */
    boolean stuck(long now, long nanosMax) {
        long since = writingSince;
        return since != NOT_WRITING && now - since > nanosMax;
    }

    /** Does one write, and schedules the next one when more frames wait. Called by a worker of the pool. */
    void writeOnce(WriterPool.Worker worker) {
        try {
            if (writeBatch(worker)) {
                pool.schedule(this);
                return;
            }
            scheduled.set(false);
            wake(); // a thread that queued a frame before the previous line did not schedule this writer
        } catch (BrokenConnection e) {
            LOG.log(DEBUG, () -> "socket " + socketId + ": writing failed: " + e.getCause());
            onWriteFailed.run();
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "socket " + socketId + ": the writer failed", e);
            onWriteFailed.run();
        }
    }

    /** Writes one batch; returns whether more frames wait. */
    private boolean writeBatch(WriterPool.Worker worker) {
        List<OutboundFrame> batch = worker.batch;
        try {
            int bytes = queue.poll(batch);
            if (bytes == 0) return false;
            write(batch, bytes, worker.buffer(bytes));
            return queue.markWritten(batch);
        } finally {
            batch.clear();
        }
    }

    private void write(List<OutboundFrame> batch, int bytes, byte[] buffer) {
        int at = 0;
        for (OutboundFrame frame : batch) at = frame.writeTo(buffer, at);
        writingSince = System.nanoTime() | 1; // never equal to NOT_WRITING
        try {
            transport.write(buffer, bytes);
        } catch (RuntimeException e) {
            throw new BrokenConnection(e);
        } finally {
            writingSince = NOT_WRITING;
        }
        counters.writes.increment();
        counters.framesWritten.add(batch.size());
        counters.bytesWritten.add(bytes);
    }

    /** The transport failed; distinguishes a broken connection from an error in this class. */
    private static final class BrokenConnection extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenConnection(RuntimeException cause) {
            super(cause);
        }
    }
}
