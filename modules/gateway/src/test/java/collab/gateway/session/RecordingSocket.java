package collab.gateway.session;

import collab.websocket.EnqueueResult;
import collab.websocket.QueueConfig;
import collab.websocket.Socket;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A socket that keeps what was offered and lets the test be its reader: nothing leaves the queue before {@link #read}. Its
 * bounds are those of a real one. Guarded by this.
 */
public final class RecordingSocket implements Socket {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final QueueConfig bounds;
    private final List<OutboundFrame> queue = new ArrayList<>();
    private OptionalInt closed = OptionalInt.empty();
    public int flushes;
    /** What happens elsewhere while somebody waits for room. */
    public Runnable meanwhile = () -> {};

    public RecordingSocket(QueueConfig bounds) {
        this.bounds = bounds;
    }

    public RecordingSocket() {
        this(QueueConfig.DEFAULT);
    }

    /** Takes everything that waits, as a reader that has caught up. */
    public synchronized List<JsonNode> read() {
        List<JsonNode> frames = queue.stream().map(RecordingSocket::json).toList();
        queue.clear();
        notifyAll();
        return frames;
    }

    public synchronized OptionalInt closed() {
        return closed;
    }

    /** The same as bytes. */
    public synchronized List<byte[]> readBytes() {
        List<byte[]> frames = queue.stream().map(RecordingSocket::payload).toList();
        queue.clear();
        notifyAll();
        return frames;
    }

    private static byte[] payload(OutboundFrame outbound) {
        byte[] wire = new byte[outbound.wireBytes()];
        outbound.writeTo(wire, 0);
        int length = wire[1] & 0x7F;
        int header = length < 126 ? 2 : length == 126 ? 4 : 10;
        return Arrays.copyOfRange(wire, header, wire.length);
    }

    private static JsonNode json(OutboundFrame outbound) {
        try {
            return JSON.readTree(payload(outbound));
        } catch (java.io.IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public synchronized EnqueueResult enqueue(OutboundFrame frame) {
        return offer(frame, bounds.framesMax(), bounds.bytesMax(), EnqueueResult.FULL);
    }

    @Override
    public synchronized EnqueueResult offerSignal(EncodedFrame frame) {
        return offer(new OutboundFrame(frame), bounds.signalFramesMax(), bounds.signalBytesMax(), EnqueueResult.SHED);
    }

    private EnqueueResult offer(OutboundFrame outbound, int framesMax, int bytesMax, EnqueueResult beyond) {
        if (closed.isPresent()) return EnqueueResult.CLOSED;
        if (queue.size() >= framesMax || bytesQueued() + outbound.wireBytes() > bytesMax) return beyond;
        queue.add(outbound);
        return EnqueueResult.QUEUED;
    }

    @Override
    public synchronized void flush() {
        flushes++;
    }

    /** What happens meanwhile is the test's; then it is answered at once, as if the time were over. */
    @Override
    public boolean awaitRoom(Duration timeout) {
        meanwhile.run();
        return hasRoom();
    }

    private synchronized boolean hasRoom() {
        return closed.isEmpty() && queue.size() < bounds.signalFramesMax() && bytesQueued() < bounds.signalBytesMax();
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closed.isEmpty()) closed = OptionalInt.of(code);
    }

    @Override
    public void abort() {
        close(Rfc6455.ABNORMAL, "cut");
    }

    @Override
    public synchronized int framesQueued() {
        return queue.size();
    }

    @Override
    public synchronized int bytesQueued() {
        return queue.stream().mapToInt(OutboundFrame::wireBytes).sum();
    }
}
