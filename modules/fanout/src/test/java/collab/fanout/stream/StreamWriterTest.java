package collab.fanout.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private final StreamWriter writes = new StreamWriter();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Says how the write ended. */
    private void write(CountDownLatch begun, CountDownLatch peer) {
        writes.write(() -> {
            begun.countDown();
            try {
                peer.await();
                seen.add("written");
            } catch (InterruptedException _) {
                seen.add("interrupted");
            }
        });
        writes.write(() -> seen.add("written after the end"));
        if (Thread.interrupted()) seen.add("interrupted in what is no write");
    }

    @Test
    void aStuckWriteIsInterruptedAndNothingElse() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> write(begun, new CountDownLatch(1)));
        begun.await();
        writes.end();
        writer.join();
        assertEquals(List.of("interrupted"), seen);
    }

    @Test
    void aWriteThatReturnsIsLetReturn() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> write(begun, ended));
        begun.await();
        writes.end();
        ended.countDown();
        writer.join();
        assertEquals(List.of("written"), seen);
    }

    @Test
    void whoIsNotWritingIsLeftAlone() throws InterruptedException {
        writes.write(() -> seen.add("written"));
        writes.end();
        Thread.ofPlatform().start(() -> writes.end()).join(); // twice is fine
        writes.write(() -> seen.add("written after the end"));
        assertEquals(List.of("written"), seen);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
