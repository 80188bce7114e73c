package collab.websocket;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.websocket.frame.OutboundFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what waits in one socket's queue: whatever is there goes out in one write.
 *
 * <p>It has no thread. {@link #wake} puts it into the line of the {@link WriterPool}, unless it stands there already; so there is
 * never more than one hand on it, and that is the only thread that writes to the connection once the handshake is answered. A
 * peer that does not read blocks that hand and nobody else.
 */
public final class SocketWriter {
    private static final System.Logger LOG = System.getLogger(SocketWriter.class.getName());

    private static final long NOT_WRITING = 0;

    private final long socketId;
    private final OutboundQueue queue;
    private final Transport transport;
    private final WriterPool crew;
    private final SocketCounters counters;
    private final Runnable onBroken;

    /** True from standing in line to the end of the write, and for ever after a write has failed. */
    private final AtomicBoolean inLine = new AtomicBoolean();

    /** When the write under way began, by {@link System#nanoTime}. Set by the writing hand, read by the deadlines. */
    private volatile long writingSince = NOT_WRITING;

    /**
     * @param onBroken called by the writing hand when a write has failed
     */
    public SocketWriter(
            long socketId,
            OutboundQueue queue,
            Transport transport,
            WriterPool crew,
            SocketCounters counters,
            Runnable onBroken) {
        this.socketId = socketId;
        this.queue = queue;
        this.transport = transport;
        this.crew = crew;
        this.counters = counters;
        this.onBroken = onBroken;
    }

    /** Sees to it that what waits is written. */
    public void wake() {
        if (!inLine.get() && queue.waiting() && inLine.compareAndSet(false, true)) crew.add(this);
    }

    /** Whether one write has been stuck for longer than allowed. */
    boolean stuck(long now, long nanosMax) {
        long since = writingSince;
        return since != NOT_WRITING && now - since > nanosMax;
    }

    /** One write, and back into the line when more waits. Called by the crew alone, when it has been its turn in the line. */
    void turn(WriterPool.Hand hand) {
        try {
            if (writeSome(hand)) {
                crew.add(this);
                return;
            }
            inLine.set(false);
            wake(); // whoever offered before that line saw a writer in line and went away
        } catch (BrokenConnection e) {
            LOG.log(DEBUG, () -> "socket " + socketId + ": writing failed: " + e.getCause());
            onBroken.run();
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "socket " + socketId + ": the writer failed", e);
            onBroken.run();
        }
    }

    /** Answers whether more waits. */
    private boolean writeSome(WriterPool.Hand hand) {
        List<OutboundFrame> batch = hand.batch;
        try {
            int bytes = queue.take(batch);
            if (bytes == 0) return false;
            write(batch, bytes, hand.buffer(bytes));
            return queue.written(batch);
        } finally {
            batch.clear();
        }
    }

    private void write(List<OutboundFrame> batch, int bytes, byte[] buffer) {
        int at = 0;
        for (OutboundFrame frame : batch) at = frame.writeTo(buffer, at);
        writingSince = System.nanoTime() | 1; // never the value that means none
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

    /** A write failed: the world's fault, not this class's. */
    private static final class BrokenConnection extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenConnection(RuntimeException cause) {
            super(cause);
        }
    }
}
