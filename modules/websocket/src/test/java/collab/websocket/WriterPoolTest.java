package collab.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriterPoolTest {
    private final SocketCounters counters = new SocketCounters();

    /** The queue and the writer of a socket on a connection in memory. */
    private final class TestSocket {
        final FakeConnection connection = new FakeConnection();
        final OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
        final SocketWriter writer;

        TestSocket(WriterPool pool) {
            this.writer = new SocketWriter(1, queue, connection, pool, counters, connection::close);
        }

        void send(String text) {
            assertEquals(EnqueueResult.QUEUED, queue.offer(new OutboundFrame(EncodedFrame.text(text))));
            writer.wake();
        }

        /** Waits until that many frames were written, in one write or several. */
        List<String> receive(int frames) throws InterruptedException {
            List<String> received = new ArrayList<>();
            while (received.size() < frames) received.addAll(texts(connection.awaitWrite()));
            return received;
        }
    }

    /** The texts of the short frames in one write. */
    private static List<String> texts(byte[] write) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < write.length; at += 2 + write[at + 1]) {
            texts.add(new String(write, at + 2, write[at + 1], UTF_8));
        }
        return texts;
    }

    private static void replaceUntil(WriterPool pool, CountDownLatch done) {
        while (done.getCount() > 0) {
            pool.replaceStuckWorkers();
            Thread.onSpinWait();
        }
    }

    @Test
    void everySocketReceivesItsFramesInOrder() throws InterruptedException {
        WriterPool pool = new WriterPool(3);
        List<TestSocket> sockets =
                IntStream.range(0, 200).mapToObj(_ -> new TestSocket(pool)).toList();
        List<Thread> senders = IntStream.range(0, 4)
                .mapToObj(sender -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        String text = Integer.toString(i);
                        for (int socket = sender; socket < sockets.size(); socket += 4)
                            sockets.get(socket).send(text);
                    }
                }))
                .toList();
        List<String> expected =
                IntStream.range(0, 50).mapToObj(Integer::toString).toList();
        for (TestSocket socket : sockets) assertEquals(expected, socket.receive(50));
        for (Thread sender : senders) sender.join();
        awaitWorkers(pool, 0); // a write is counted after it has returned
        assertEquals(200 * 50, counters.framesWritten.sum());
    }

    @Test
    void framesQueuedWhileWorkerIsBusyGoOutInOneWrite() throws InterruptedException {
        WriterPool pool = new WriterPool(1);
        TestSocket blocked = new TestSocket(pool);
        TestSocket other = new TestSocket(pool);
        blocked.connection.blockWrites();
        blocked.send("first");
        blocked.connection.awaitBlockedWrite();
        for (int i = 0; i < 10; i++) other.send("frame " + i);
        assertEquals(0, other.connection.writesBegun.get(), "the only worker is busy");
        blocked.connection.openWrites();
        assertEquals(10, texts(other.connection.awaitWrite()).size());
        assertEquals(1, other.connection.writesBegun.get());
    }

    @Test
    void peersThatDoNotReadDelayNoOtherSocket() throws InterruptedException {
        WriterPool pool = new WriterPool(2);
        List<TestSocket> stalled =
                IntStream.range(0, 5).mapToObj(_ -> new TestSocket(pool)).toList();
        TestSocket reading = new TestSocket(pool);
        CountDownLatch done = new CountDownLatch(1);
        Thread deadlines = Thread.ofPlatform().start(() -> replaceUntil(pool, done));
        for (TestSocket socket : stalled) {
            socket.connection.blockWrites();
            socket.send("x");
        }
        for (TestSocket socket : stalled) socket.connection.awaitBlockedWrite();
        reading.send("y");
        assertEquals(List.of("y"), reading.receive(1));
        assertTrue(pool.workers() <= 2 + stalled.size(), pool.workers() + " workers");
        for (TestSocket socket : stalled) socket.connection.openWrites();
        for (TestSocket socket : stalled) assertEquals(List.of("x"), socket.receive(1));
        reading.send("z");
        assertEquals(List.of("z"), reading.receive(1));
        done.countDown();
        deadlines.join();
        awaitWorkers(pool, 0);
    }

    /** A stuck worker is replaced once; its replacement serves later writes without another replacement. */
    @Test
    void replacedStuckWorkerStaysReplaced() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        WriterPool pool = new WriterPool(1, nanos::get);
        TestSocket stalled = new TestSocket(pool);
        TestSocket reading = new TestSocket(pool);
        stalled.connection.blockWrites();
        stalled.send("x");
        stalled.connection.awaitBlockedWrite();
        reading.send("waits");
        nanos.set(6_000_000);
        pool.replaceStuckWorkers();
        assertEquals(List.of("waits"), reading.receive(1));
        for (int i = 0; i < 3; i++) {
            awaitWorkers(pool, 1); // only the stuck worker remains
            reading.send("goes out");
            assertEquals(List.of("goes out"), reading.receive(1));
        }
        stalled.connection.openWrites();
        assertEquals(List.of("x"), stalled.receive(1));
        awaitWorkers(pool, 0);
    }

    @Test
    void noWorkerBeyondLimitStartsWhileWorkersAreActive() throws InterruptedException {
        WriterPool pool =
                new WriterPool(2, () -> 0); // no time passes, so a worker that the machine delays is not stuck
        AtomicInteger most = new AtomicInteger();
        List<TestSocket> sockets =
                IntStream.range(0, 300).mapToObj(_ -> new TestSocket(pool)).toList();
        for (TestSocket socket : sockets) {
            socket.send("x");
            pool.replaceStuckWorkers();
            most.accumulateAndGet(pool.workers(), Math::max);
        }
        for (TestSocket socket : sockets) assertEquals(List.of("x"), socket.receive(1));
        assertTrue(most.get() <= 2, most + " workers");
        awaitWorkers(pool, 0);
    }

    @Test
    void brokenConnectionIsWrittenToOnceAndNotRescheduled() throws InterruptedException {
        WriterPool pool = new WriterPool(1);
        TestSocket broken = new TestSocket(pool);
        TestSocket intact = new TestSocket(pool);
        broken.connection.breakWrites();
        broken.send("lost");
        intact.send("a");
        assertEquals(List.of("a"), intact.receive(1));
        broken.send("lost too");
        intact.send("b");
        assertEquals(List.of("b"), intact.receive(1));
        assertEquals(1, broken.connection.writesBegun.get());
        assertTrue(broken.connection.isClosed());
        assertFalse(intact.connection.isClosed());
    }

    private static void awaitWorkers(WriterPool pool, int expected) {
        while (pool.workers() > expected)
            Thread.onSpinWait(); // workers end when the queue is empty; the timeout of the test limits the wait
    }
}
