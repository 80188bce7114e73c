package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    /** Hard limits of 4 frames and 3,000 bytes, soft limits of 2 frames and 2,000 bytes, 1,024 bytes per write. */
    private final OutboundQueue queue = new OutboundQueue(new QueueConfig(4, 3_000, 2, 2_000, 1_024));

    private final List<OutboundFrame> batch = new ArrayList<>();

    @Test
    void frameBeyondFrameLimitGetsFullAndIsNotQueued() {
        for (int i = 0; i < 4; i++) assertEquals(EnqueueResult.QUEUED, queue.offer(message("m" + i)));
        int bytes = queue.bytesQueued();
        assertEquals(EnqueueResult.FULL, queue.offer(message("excess")));
        assertEquals(4, queue.framesQueued());
        assertEquals(bytes, queue.bytesQueued());
        assertEquals("m0m1m2m3", takeText());
    }

    @Test
    void frameBeyondByteLimitGetsFullAndSmallerFrameFits() {
        assertEquals(EnqueueResult.QUEUED, queue.offer(message("x".repeat(2_900))));
        assertEquals(EnqueueResult.FULL, queue.offer(message("x".repeat(95))));
        assertEquals(
                EnqueueResult.QUEUED, queue.offer(message("x".repeat(94))), "94 + 2 bytes of header are what is left");
        assertEquals(3_000, queue.bytesQueued());
    }

    @Test
    void framesBeingWrittenCountAsQueued() {
        for (int i = 0; i < 4; i++) queue.offer(message("m"));
        queue.poll(batch);
        assertEquals(EnqueueResult.FULL, queue.offer(message("m")));
        queue.markWritten(batch);
        assertEquals(0, queue.bytesQueued());
        assertEquals(EnqueueResult.QUEUED, queue.offer(message("m")));
    }

    @Test
    void droppableFramesAreShedAtSoftLimitWhileMessagesAreQueued() {
        queue.offer(message("a"));
        assertEquals(EnqueueResult.QUEUED, queue.offerDroppable(message("typing")));
        assertEquals(EnqueueResult.SHED, queue.offerDroppable(message("typing")));
        assertEquals(EnqueueResult.QUEUED, queue.offer(message("b")));
        assertEquals("atypingb", takeText());
    }

    @Test
    void droppableFramesAreShedAtSoftByteLimit() {
        queue.offer(message("x".repeat(1_990)));
        assertEquals(EnqueueResult.SHED, queue.offerDroppable(message("typing")));
    }

    @Test
    void onePollTakesFramesUpToWriteSizeAndLargerFrameAlone() {
        queue.offer(message("a"));
        queue.offer(message("x".repeat(2_000)));
        queue.offer(message("b"));
        queue.offer(message("c"));
        assertEquals("a", takeText());
        assertEquals("x".repeat(2_000), takeText());
        assertEquals("bc", takeText());
        assertEquals(0, queue.poll(batch));
    }

    @Test
    void lastPongReplacesEarlierPongsAndPrecedesMessages() {
        queue.offer(message("a"));
        for (int i = 0; i < 1_000; i++) queue.pong(frame(EncodedFrame.pong(bytes("p" + i))));
        assertEquals("p999a", takeText());
    }

    @Test
    void closeFrameFollowsQueuedMessages() {
        queue.offer(message("a"));
        queue.offer(message("x".repeat(1_020)));
        queue.close(frame(EncodedFrame.close(4201, "")));
        assertEquals(EnqueueResult.CLOSED, queue.offer(message("late")));
        assertEquals(EnqueueResult.CLOSED, queue.offerDroppable(message("late")));
        assertEquals("a", takeText());
        assertTrue(queue.hasPending());
        queue.poll(batch);
        assertEquals(1, batch.size(), "the long message is written alone");
        queue.markWritten(batch);
        batch.clear();
        queue.poll(batch);
        assertEquals(EncodedFrame.Kind.CLOSE, batch.getFirst().frame().kind());
    }

    @Test
    void discardAndCloseSendsOnlyTheCloseFrame() {
        queue.offer(message("a"));
        queue.pong(frame(EncodedFrame.pong(bytes("p"))));
        queue.discardAndClose(frame(EncodedFrame.close(1000, "")));
        queue.poll(batch);
        assertEquals(1, batch.size());
        assertEquals(EncodedFrame.Kind.CLOSE, batch.getFirst().frame().kind());
        assertEquals(0, queue.framesQueued());
    }

    @Test
    void firstCloseFrameIsSent() {
        queue.close(frame(EncodedFrame.close(4201, "")));
        queue.close(frame(EncodedFrame.close(4108, "")));
        queue.discardAndClose(frame(EncodedFrame.close(1000, "")));
        queue.poll(batch);
        assertEquals(1, batch.size());
    }

    @Test
    void terminatedQueueAcceptsNoFrame() {
        queue.offer(message("a"));
        queue.close(frame(EncodedFrame.close(4201, "")));
        queue.terminate();
        assertEquals(0, queue.poll(batch));
        assertEquals(0, queue.framesQueued());
        assertEquals(0, queue.bytesQueued());
        assertEquals(EnqueueResult.CLOSED, queue.offer(message("b")));
    }

    @Test
    void batchWrittenAfterTerminationIsNotCountedTwice() {
        queue.offer(message("a"));
        queue.poll(batch);
        queue.terminate();
        queue.markWritten(batch);
        assertEquals(0, queue.framesQueued());
        assertEquals(0, queue.bytesQueued());
    }

    @Test
    void waiterGetsCapacityBelowSoftLimit() throws Exception {
        for (int i = 0; i < 4; i++) queue.offer(message("m"));
        assertFalse(queue.awaitCapacity(1));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> capacity = executor.submit(() -> queue.awaitCapacity(TimeUnit.SECONDS.toNanos(20)));
            queue.poll(batch);
            queue.markWritten(batch);
            assertTrue(capacity.get());
        }
    }

    @Test
    void waiterIsReleasedWhenQueueCloses() throws Exception {
        for (int i = 0; i < 4; i++) queue.offer(message("m"));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> capacity = executor.submit(() -> queue.awaitCapacity(TimeUnit.MINUTES.toNanos(10)));
            queue.close(frame(EncodedFrame.close(4201, "")));
            assertFalse(capacity.get());
        }
    }

    @Test
    void awaitCloseWrittenReturnsAfterCloseFrameIsWritten() throws Exception {
        queue.close(frame(EncodedFrame.close(4201, "")));
        assertFalse(queue.awaitCloseWritten(1));
        queue.poll(batch);
        queue.markWritten(batch);
        assertTrue(queue.awaitCloseWritten(1));
    }

    @Test
    void concurrentOffersKeepOrderPerThreadAndStayWithinLimits() throws Exception {
        int offerers = 4;
        int each = 2_000;
        CountDownLatch go = new CountDownLatch(1);
        List<String> taken = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int offerer = 0; offerer < offerers; offerer++) {
                String name = Character.toString('a' + offerer);
                var _ = executor.submit(() -> {
                    go.await();
                    for (int i = 0; i < each; i++) {
                        while (queue.offer(message(name + i + " ")) == EnqueueResult.FULL) {
                            queue.awaitCapacity(TimeUnit.SECONDS.toNanos(20));
                        }
                    }
                    return name;
                });
            }
            go.countDown();
            while (taken.size() < offerers * each) {
                if (queue.poll(batch) == 0) Thread.yield();
                assertTrue(batch.size() <= 4, "the batch exceeds the frame limit");
                for (String one : text(batch).split(" ", -1)) if (!one.isEmpty()) taken.add(one);
                queue.markWritten(batch);
                batch.clear();
            }
        }
        for (int offerer = 0; offerer < offerers; offerer++) {
            String name = Character.toString('a' + offerer);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < each; i++) expected.add(name + i);
            assertEquals(
                    expected, taken.stream().filter(one -> one.startsWith(name)).toList());
        }
    }

    private String takeText() {
        queue.poll(batch);
        String text = text(batch);
        queue.markWritten(batch);
        batch.clear();
        return text;
    }

    /** The payloads, without their headers. */
    private static String text(List<OutboundFrame> frames) {
        StringBuilder text = new StringBuilder();
        for (OutboundFrame frame : frames) {
            byte[] target = new byte[frame.wireBytes()];
            frame.writeTo(target, 0);
            int header = target.length < 128 ? 2 : 4;
            text.append(new String(target, header, target.length - header, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static OutboundFrame message(String text) {
        return frame(EncodedFrame.text(text));
    }

    private static OutboundFrame frame(EncodedFrame frame) {
        return new OutboundFrame(frame);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
