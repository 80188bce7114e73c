package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plain scheduler stopped a repeated task after its first exception and kept the exception for itself. */
class EssentialSchedulerTest {
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final EssentialScheduler scheduler = new EssentialScheduler("test", true, new ProcessFailure(status -> {
        exits.add(status);
        ended.countDown();
    }));

    @AfterEach
    void close() {
        scheduler.shutdownNow();
    }

    @Test
    void repeatedTaskRunsAgainAfterAnException() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        var _ = scheduler.scheduleWithFixedDelay(
                () -> {
                    runs.countDown();
                    throw new IllegalStateException("made by the test");
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        assertTrue(runs.await(10, TimeUnit.SECONDS));
        assertEquals(List.of(), exits);
    }

    @Test
    void errorOfARepeatedTaskEndsTheProcess() throws InterruptedException {
        var _ = scheduler.scheduleAtFixedRate(
                () -> {
                    throw new OutOfMemoryError("made by the test");
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertEquals(List.of(70), exits);
    }

    @Test
    void errorOfADeadlineEndsTheProcess() throws InterruptedException {
        var _ = scheduler.schedule(
                () -> {
                    throw new OutOfMemoryError("made by the test");
                },
                0,
                TimeUnit.MILLISECONDS);
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertEquals(List.of(70), exits);
    }
}
