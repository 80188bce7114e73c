package collab.fanout.stream;

import java.time.Duration;

/**
 * The writes of one stream's thread, which block while the peer's window is closed, and the way out of such a write: an interrupt
 * when the stream has ended. It hits a write or nothing, and not one that is about to return: an interrupt inside the socket's
 * own write closes the connection, and every other stream on it.
 */
final class StreamWriter {
    private static final Duration GRACE = Duration.ofMillis(100);

    /** Guarded by this, like what follows. */
    private boolean underWay;

    private boolean ended;

    /** Does nothing once the stream has ended. The stream's thread. */
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
     * From now on nothing is written; a write that is stuck is interrupted soon. From any thread; never blocks.
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
            // nobody's, and no reason to leave the writer there
        }
        synchronized (this) {
            if (underWay) writer.interrupt();
        }
    }
}
