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
 * A socket whose reader is the test: queued frames stay in the queue until {@link #read}. Its limits are those of a real socket. All
 * state is guarded by the monitor of the socket.
 */
public final class RecordingSocket implements Socket {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final QueueConfig limits;
    private final List<OutboundFrame> queue = new ArrayList<>();
    private OptionalInt closed = OptionalInt.empty();
    public int flushes;
    /** Runs while a thread waits for capacity. */
    public Runnable whileWaiting = () -> {};

    public RecordingSocket(QueueConfig limits) {
        this.limits = limits;
    }

    public RecordingSocket() {
        this(QueueConfig.DEFAULT);
    }

    /** Removes and returns all queued frames. */
    public synchronized List<JsonNode> read() {
        List<JsonNode> frames = queue.stream().map(RecordingSocket::json).toList();
        queue.clear();
        notifyAll();
        return frames;
    }

    public synchronized OptionalInt closed() {
        return closed;
    }

    /** Removes and returns the payloads of all queued frames. */
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
        return offer(frame, limits.framesMax(), limits.bytesMax(), EnqueueResult.FULL);
    }

    @Override
    public synchronized EnqueueResult offerDroppable(EncodedFrame frame) {
        return offer(new OutboundFrame(frame), limits.softFramesMax(), limits.softBytesMax(), EnqueueResult.SHED);
    }

    private EnqueueResult offer(OutboundFrame outbound, int framesMax, int bytesMax, EnqueueResult excess) {
        if (closed.isPresent()) return EnqueueResult.CLOSED;
        if (queue.size() >= framesMax || bytesQueued() + outbound.wireBytes() > bytesMax) return excess;
        queue.add(outbound);
        return EnqueueResult.QUEUED;
    }

    @Override
    public synchronized void flush() {
        flushes++;
    }

    /** Runs {@link #whileWaiting}, then returns at once, as after the timeout. */
    @Override
    public boolean awaitCapacity(Duration timeout) {
        whileWaiting.run();
        return hasCapacity();
    }

    private synchronized boolean hasCapacity() {
        return closed.isEmpty() && queue.size() < limits.softFramesMax() && bytesQueued() < limits.softBytesMax();
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closed.isEmpty()) closed = OptionalInt.of(code);
    }

    @Override
    public void abort() {
        close(Rfc6455.ABNORMAL, "aborted");
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
