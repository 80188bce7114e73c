package collab.gateway;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what waits in one socket's queue: whatever is there goes out in one write.
 *
 * <p>A virtual thread does the writing and lives only while something waits; an idle socket has none. {@link #wake} starts
 * it unless it runs already, so there is never more than one, and it is the only thread that writes to the connection once
 * the handshake is answered. A peer that does not read blocks this thread and nobody else.
 */
final class SocketWriter {
    private static final System.Logger LOG = System.getLogger(SocketWriter.class.getName());

    private static final long NOT_WRITING = 0;

    private final long socketId;
    private final OutboundQueue queue;
    private final Transport transport;
    private final SocketCounters counters;
    private final Runnable onBroken;

    /** True while the thread runs, and for ever after a write has failed. */
    private final AtomicBoolean running = new AtomicBoolean();

    /** When the write under way began, by {@link System#nanoTime}. Set by the writing thread, read by the deadlines. */
    private volatile long writingSince = NOT_WRITING;

    /**
     * @param onBroken called on the writing thread when a write has failed
     */
    SocketWriter(long socketId, OutboundQueue queue, Transport transport, SocketCounters counters, Runnable onBroken) {
        this.socketId = socketId;
        this.queue = queue;
        this.transport = transport;
        this.counters = counters;
        this.onBroken = onBroken;
    }

    /** Sees to it that what waits is written. */
    void wake() {
        if (running.get() || !queue.waiting() || !running.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .name("socket-" + socketId + "-write")
                .inheritInheritableThreadLocals(false)
                .start(this::run);
    }

    /** Whether one write has been stuck for longer than allowed. */
    boolean stuck(long now, long nanosMax) {
        long since = writingSince;
        return since != NOT_WRITING && now - since > nanosMax;
    }

    private void run() {
        List<Outbound> batch = new ArrayList<>();
        try {
            do {
                drain(batch);
                running.set(false);
                // Whoever offered before this line saw a running writer and went away; so look once more.
            } while (queue.waiting() && running.compareAndSet(false, true));
        } catch (BrokenConnection e) {
            LOG.log(DEBUG, () -> "socket " + socketId + ": writing failed: " + e.getCause());
            onBroken.run();
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "socket " + socketId + ": the writer failed", e);
            onBroken.run();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yields for fairness; nothing depends on it
    private void drain(List<Outbound> batch) {
        for (int bytes = queue.take(batch); bytes > 0; bytes = queue.take(batch)) {
            write(batch, bytes);
            boolean more = queue.written(batch);
            batch.clear();
            if (more) Thread.yield(); // a busy socket does not keep its carrier from the others
        }
    }

    private void write(List<Outbound> batch, int bytes) {
        byte[] buffer = new byte[bytes];
        int at = 0;
        for (Outbound frame : batch) at = frame.writeTo(buffer, at);
        writingSince = System.nanoTime() | 1; // never the value that means none
        try {
            transport.write(buffer);
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
