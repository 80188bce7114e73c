package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.common.buffers.DataReader;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A connection in memory: the test provides the input, decides when a write finishes, and gets each write as one array. */
public final class FakeConnection implements Transport {
    final BlockingQueue<byte[]> writes = new LinkedBlockingQueue<>();
    final AtomicInteger writesBegun = new AtomicInteger();
    private final BlockingQueue<Supplier<byte[]>> incoming = new LinkedBlockingQueue<>();
    private final Semaphore writePermits = new Semaphore(Integer.MAX_VALUE / 2);
    private final Semaphore blockedWrites = new Semaphore(0);
    private final AtomicBoolean broken = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    public DataReader reader() {
        return DataReader.create(this::read);
    }

    public void receive(byte[] bytes) {
        byte[] arrived = bytes.clone();
        if (arrived.length > 0) incoming.add(() -> arrived);
    }

    public void receiveEnd() {
        incoming.add(FakeConnection::endOfData);
    }

    void receiveReset() {
        incoming.add(FakeConnection::reset);
    }

    /** Blocks writes until {@link #openWrites}. */
    void blockWrites() {
        writePermits.drainPermits();
    }

    void openWrites() {
        writePermits.release(Integer.MAX_VALUE / 2);
    }

    void awaitBlockedWrite() throws InterruptedException {
        assertTrue(blockedWrites.tryAcquire(20, TimeUnit.SECONDS), "no write is blocked");
    }

    void breakWrites() {
        broken.set(true);
    }

    byte[] awaitWrite() throws InterruptedException {
        byte[] write = writes.poll(20, TimeUnit.SECONDS);
        if (write == null) throw new AssertionError("nothing was written");
        return write;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void write(byte[] bytes, int length) {
        writesBegun.incrementAndGet();
        if (broken.get()) throw failure("broken pipe");
        if (!writePermits.tryAcquire()) {
            blockedWrites.release();
            writePermits.acquireUninterruptibly();
        }
        if (isClosed()) throw failure("closed");
        writes.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public void close() {
        closed.countDown();
        incoming.add(FakeConnection::reset);
        writePermits.release();
    }

    private byte[] read() {
        try {
            return incoming.take().get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("NullAway") // the web server represents the end of data by null
    private static byte[] endOfData() {
        return null;
    }

    private static byte[] reset() {
        throw failure("reset");
    }

    private static UncheckedIOException failure(String what) {
        return new UncheckedIOException(new SocketException(what));
    }
}
