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
        run(Thread.ofVirtual().name("rpc-relay-7"), new IllegalStateException("made by the test"));
        assertEquals(List.of(), exits);
    }

    /**
     * Helidon created a timer thread in the initializer of a class. When no thread could be created at this moment, every later
     * response failed with {@code NoClassDefFoundError}, for ever, and the process stayed alive.
     */
    @Test
    void missingThreadOrClassEndsTheProcess() throws InterruptedException {
        run(Thread.ofVirtual().name("rpc-relay-7"), new OutOfMemoryError("unable to create native thread"));
        run(Thread.ofVirtual().name("rpc-relay-7"), new NoClassDefFoundError("made by the test"));
        failure.endOnFatal("a response failed", new ExceptionInInitializerError());
        failure.endOnFatal("a response failed", new StackOverflowError());
        failure.endOnFatal("a response failed", new IllegalStateException());
        assertEquals(List.of(70, 70, 70), exits);
    }

    @Test
    void reasonEndsTheProcess() {
        failure.end("the listener has ended");
        assertEquals(List.of(ProcessFailure.EXIT_CODE), exits);
    }

    private void run(Thread.Builder builder) throws InterruptedException {
        run(builder, new IllegalStateException("made by the test"));
    }

    private void run(Thread.Builder builder, Throwable cause) throws InterruptedException {
        Thread thread = builder.unstarted(() -> {
            switch (cause) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new AssertionError(cause);
            }
        });
        thread.setUncaughtExceptionHandler(failure::threadDied);
        thread.start();
        thread.join();
    }
}
