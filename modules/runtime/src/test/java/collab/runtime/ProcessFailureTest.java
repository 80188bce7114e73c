package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * When the heap was exhausted, threads such as {@code link} and {@code ledger-write} died one after the other; the process stayed
 * alive, answered its health checks and delivered nothing until somebody restarted it.
 */
class ProcessFailureTest {
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final ProcessFailure failure = new ProcessFailure(exits::add);

    @Test
    void deadPlatformThreadEndsTheProcess() throws InterruptedException {
        run(Thread.ofPlatform().name("link"));
        assertEquals(List.of(70), exits);
    }

    @Test
    void deadSocketWriterEndsTheProcess() throws InterruptedException {
        run(Thread.ofVirtual().name("socket-write"));
        assertEquals(List.of(70), exits);
    }

    @Test
    void deadThreadOfOneRequestDoesNotEndTheProcess() throws InterruptedException {
        run(Thread.ofVirtual().name("rpc-relay-7"));
        assertEquals(List.of(), exits);
    }

    @Test
    void reasonEndsTheProcess() {
        failure.end("the listener has ended");
        assertEquals(List.of(ProcessFailure.EXIT_CODE), exits);
    }

    private void run(Thread.Builder builder) throws InterruptedException {
        Thread thread = builder.unstarted(() -> {
            throw new OutOfMemoryError("made by the test");
        });
        thread.setUncaughtExceptionHandler(failure::threadDied);
        thread.start();
        thread.join();
    }
}
