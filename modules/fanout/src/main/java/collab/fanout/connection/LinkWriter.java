package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to a connection of the link frame by frame, so that a frame of ours, such as a ping, can be sent between two frames of
 * Helidon. The server sends no header block of more than one frame.
 */
final class LinkWriter implements DataWriter {
    private static final System.Logger LOG = System.getLogger(LinkWriter.class.getName());

    private final DataWriter writer;
    private final FrameGuard guard;
    private final Runnable onData;
    private final Runnable onCallEnd;

    /** Held over the write of one frame, and never while another lock is taken. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Whether our SETTINGS have been sent, which must precede any other frame (RFC 9113, section 3.4). */
    @GuardedBy("lock")
    private boolean settingsSent;

    /**
     * @param guard sees every frame that Helidon writes
     * @param onData runs before a frame with data or header fields is written
     * @param onCallEnd runs after the last frame of a call was written
     */
    LinkWriter(DataWriter writer, FrameGuard guard, Runnable onData, Runnable onCallEnd) {
        this.writer = writer;
        this.guard = guard;
        this.onData = onData;
        this.onCallEnd = onCallEnd;
    }

    /**
     * Writes a frame of ours, unless SETTINGS have not been sent. A writer that has been busy for a second waits for the peer, and the
     * frame would wait too.
     */
    void tryWrite(byte[] frame) {
        try {
            if (!lock.tryLock(1, TimeUnit.SECONDS)) return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (settingsSent) writer.writeNow(BufferData.create(frame));
        } catch (RuntimeException gone) {
            LOG.log(DEBUG, "could not write to a peer of the link", gone);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeNow(BufferData frame) {
        // The pings with which a peer measures its bandwidth also arrive here; they follow data of ours.
        if (frame.available() > 3 && frame.get(3) <= Http2Frames.HEADERS) onData.run();
        boolean endsCall;
        lock.lock();
        try {
            endsCall = guard.outbound(frame);
            writer.writeNow(settingsSent ? frame : FrameGuard.withStreamsMax(frame));
            settingsSent = true;
        } finally {
            lock.unlock();
        }
        if (endsCall) onCallEnd.run();
    }

    @Override
    public void writeNow(BufferData... frame) {
        writeNow(BufferData.create(frame));
    }

    @Override
    public void write(BufferData frame) {
        writeNow(frame);
    }

    @Override
    public void write(BufferData... frame) {
        writeNow(frame);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
