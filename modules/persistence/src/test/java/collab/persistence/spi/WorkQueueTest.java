package collab.persistence.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final WorkQueue<String> queue = new WorkQueue<>(3, 2);

    @Test
    void takeReturnsElementsInOrderUpToItsBound() {
        queue.offer("a");
        queue.offer("b");
        queue.offer("c");
        assertEquals(List.of("a", "b"), queue.take());
        assertEquals(List.of("c"), queue.take());
    }

    @Test
    void fullQueueRejectsAnOfferAndAcceptsOneAfterTake() {
        queue.offer("a");
        queue.offer("b");
        assertEquals(WorkQueue.Offer.ACCEPTED, queue.offer("c"));
        assertEquals(WorkQueue.Offer.FULL, queue.offer("d"));
        queue.take();
        assertEquals(WorkQueue.Offer.ACCEPTED, queue.offer("d"));
        assertEquals(2, queue.size());
    }

    @Test
    void closedQueueReturnsWaitingElementsThenNone() {
        queue.offer("a");
        queue.close();
        queue.close();
        assertEquals(WorkQueue.Offer.CLOSED, queue.offer("b"));
        assertEquals(List.of("a"), queue.take());
        assertEquals(List.of(), queue.take());
    }

    @Test
    void closeWakesTheWaitingWorker() throws InterruptedException {
        Thread worker = Thread.ofPlatform().start(queue::take);
        while (worker.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        queue.close();
        worker.join();
    }
}
