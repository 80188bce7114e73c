package collab.fanout.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;

/**
 * The writes of a stream's thread, which block while the peer's window is closed, and a way to end such a write: an
 * interrupt after the stream has ended. The interrupt reaches only a blocked write, never one that is about to return,
 * because an interrupt inside the write of the socket closes the connection and with it every other stream.
 */
final class StreamWriter {
    private static final Duration GRACE = Duration.ofMillis(100);

    /** The stream's thread while it is inside a write. */
    @GuardedBy("this")
    private Optional<Thread> writing = Optional.empty();

    @GuardedBy("this")
    private boolean ended;

    /** Has no effect after the stream has ended. Called only by the stream's thread. */
    void write(Runnable write) {
        synchronized (this) {
            if (ended) return;
            writing = Optional.of(Thread.currentThread());
        }
        try {
            write.run();
        } finally {
            synchronized (this) {
                writing = Optional.empty();
            }
        }
    }

    /** Stops writes; a blocked write is interrupted soon. Called from any thread; never blocks. */
    void end() {
        Optional<Thread> blocked;
        synchronized (this) {
            ended = true;
            blocked = writing.filter(writer -> writer != Thread.currentThread());
        }
        blocked.ifPresent(writer -> Thread.ofVirtual().name("stream-end").start(() -> interrupt(writer)));
    }

    private void interrupt(Thread writer) {
        try {
            if (writer.join(GRACE)) return;
        } catch (InterruptedException _) {
            // This wait was interrupted, which is no reason to leave the writer blocked.
        }
        synchronized (this) {
            if (writing.isPresent()) writer.interrupt();
        }
    }
}
