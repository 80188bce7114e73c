package collab.persistence.sqlite.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ReadGate scans = new ReadGate(1);
    private final ReadGate gate = ReadGate.withScans(2, scans);

    /** While the write-ahead log was to be truncated, all queries waited until a search had ended, for up to two seconds. */
    @Test
    void queriesGoOnWhileAPauseWaitsForAScan() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        FutureTask<String> scan = new FutureTask<>(() -> scans.read(() -> {
            begun.countDown();
            await(end);
            return "scanned";
        }));
        Thread.ofVirtual().start(scan);
        begun.await();
        FutureTask<Boolean> pause = new FutureTask<>(() -> gate.pauseFor(() -> {}, LONG));
        Thread.ofVirtual().start(pause);
        while (!scans.pauseWaits()) Thread.onSpinWait();
        assertEquals("read", gate.read(() -> "read"));
        end.countDown();
        assertEquals("scanned", scan.get());
        assertTrue(pause.get());
    }

    @Test
    void pauseRunsNothingWhenAQueryDoesNotEnd() throws Exception {
        assertFalse(gate.read(() -> pause(Duration.ofMillis(1))));
        assertFalse(scans.read(() -> pause(Duration.ofMillis(1))));
        assertTrue(pause(Duration.ofMillis(1)), "both gates are open again");
    }

    private boolean pause(Duration wait) {
        try {
            boolean[] ran = {false};
            boolean paused = gate.pauseFor(() -> ran[0] = true, wait);
            assertEquals(paused, ran[0]);
            return paused;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A query that waited at the gate until its caller had given up would have run without a deadline. */
    @Test
    void queryThatWasInterruptedBeforeItBeganDoesNotRun() {
        RunningQuery query = new RunningQuery();
        query.interrupt();
        assertThrows(CancellationException.class, () -> query.run(() -> "must not run"));
    }
}
