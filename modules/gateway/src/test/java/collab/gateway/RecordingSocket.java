package collab.gateway;

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
final class RecordingSocket implements Socket {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final QueueConfig bounds;
    private final List<Outbound> queue = new ArrayList<>();
    private OptionalInt closed = OptionalInt.empty();
    int flushes;
    /** What happens elsewhere while somebody waits for room. */
    Runnable meanwhile = () -> {};

    RecordingSocket(QueueConfig bounds) {
        this.bounds = bounds;
    }

    RecordingSocket() {
        this(QueueConfig.DEFAULT);
    }

    /** Takes everything that waits, as a reader that has caught up. */
    synchronized List<JsonNode> read() {
        List<JsonNode> frames = queue.stream().map(RecordingSocket::json).toList();
        queue.clear();
        notifyAll();
        return frames;
    }

    synchronized OptionalInt closed() {
        return closed;
    }

    /** The same as bytes. */
    synchronized List<byte[]> readBytes() {
        List<byte[]> frames = queue.stream().map(RecordingSocket::payload).toList();
        queue.clear();
        notifyAll();
        return frames;
    }

    private static byte[] payload(Outbound outbound) {
        byte[] wire = new byte[outbound.wireBytes()];
        outbound.writeTo(wire, 0);
        int length = wire[1] & 0x7F;
        int header = length < 126 ? 2 : length == 126 ? 4 : 10;
        return Arrays.copyOfRange(wire, header, wire.length);
    }

    private static JsonNode json(Outbound outbound) {
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
    public synchronized Offer enqueue(Outbound frame) {
        return offer(frame, bounds.framesMax(), bounds.bytesMax(), Offer.FULL);
    }

    @Override
    public synchronized Offer offerSignal(EncodedFrame frame) {
        return offer(new Outbound(frame), bounds.signalFramesMax(), bounds.signalBytesMax(), Offer.SHED);
    }

    private Offer offer(Outbound outbound, int framesMax, int bytesMax, Offer beyond) {
        if (closed.isPresent()) return Offer.CLOSED;
        if (queue.size() >= framesMax || bytesQueued() + outbound.wireBytes() > bytesMax) return beyond;
        queue.add(outbound);
        return Offer.QUEUED;
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
        return queue.stream().mapToInt(Outbound::wireBytes).sum();
    }
}
