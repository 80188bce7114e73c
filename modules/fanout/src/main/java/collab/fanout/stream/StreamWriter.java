package collab.fanout.stream;

import java.time.Duration;

/**
 * The writes of a stream's thread, which block while the peer's window is closed, and a way to end such a write: an
 * interrupt after the stream has ended. The interrupt reaches only a blocked write, never one that is about to return,
 * because an interrupt inside the write of the socket closes the connection and with it every other stream.
 */
final class StreamWriter {
    private static final Duration GRACE = Duration.ofMillis(100);

    /** Guarded by this, like the following fields. */
    private boolean underWay;

    private boolean ended;

    /** Has no effect after the stream has ended. Called by the stream's thread. */
    void write(Runnable write) {
        synchronized (this) {
            if (ended) return;
            underWay = true;
        }
        try {
            write.run();
        } finally {
            synchronized (this) {
                underWay = false;
            }
        }
    }

    /**
     * Stops writes; a blocked write is interrupted soon. Called from any thread; never blocks.
     *
     * @param writer the stream's thread
     */
    void end(Thread writer) {
        synchronized (this) {
            ended = true;
            if (!underWay || Thread.currentThread() == writer) return;
        }
        Thread.ofVirtual().name("stream-end").start(() -> interrupt(writer));
    }

    private void interrupt(Thread writer) {
        try {
            if (writer.join(GRACE)) return;
        } catch (InterruptedException _) {
            // This wait was interrupted, which is no reason to leave the writer blocked.
        }
        synchronized (this) {
            if (underWay) writer.interrupt();
        }
    }
}
