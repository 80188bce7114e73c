package collab.fanout.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private final StreamWriter streamWriter = new StreamWriter();
    private final List<String> results = new CopyOnWriteArrayList<>();

    /** Writes until the peer reads, then tries a second write; records how each ended. */
    private void write(CountDownLatch begun, CountDownLatch peer) {
        streamWriter.write(() -> {
            begun.countDown();
            try {
                peer.await();
                results.add("written");
            } catch (InterruptedException _) {
                results.add("interrupted");
            }
        });
        streamWriter.write(() -> results.add("written after the end"));
        if (Thread.interrupted()) results.add("interrupted outside a write");
    }

    @Test
    void blockedWriteIsInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> write(begun, new CountDownLatch(1)));
        begun.await();
        streamWriter.end();
        writer.join();
        assertEquals(List.of("interrupted"), results);
    }

    @Test
    void writeThatReturnsIsNotInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> write(begun, ended));
        begun.await();
        streamWriter.end();
        ended.countDown();
        writer.join();
        assertEquals(List.of("written"), results);
    }

    @Test
    void threadOutsideWriteIsNotInterrupted() throws InterruptedException {
        streamWriter.write(() -> results.add("written"));
        streamWriter.end();
        Thread.ofPlatform().start(() -> streamWriter.end()).join(); // a second end has no effect
        streamWriter.write(() -> results.add("written after the end"));
        assertEquals(List.of("written"), results);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
