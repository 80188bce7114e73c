package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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

    /**
     * The thread that waits for sockets could not be started, in the initializer of a class of the JDK. Helidon caught and logged the
     * failure of each connection, and the process answered about every second request with 500 for ever.
     */
    @Test
    void loggedFailureOfAClassEndsTheProcess() {
        failure.logged(record("io.helidon.webserver", new IllegalStateException("closed")));
        failure.logged(record("io.helidon.webserver", null));
        assertEquals(List.of(), exits);
        Throwable broken = new NoClassDefFoundError("Could not initialize class sun.nio.ch.Poller");
        failure.logged(record(ProcessFailure.class.getName(), broken)); // it logs its reason itself
        assertEquals(List.of(), exits);
        failure.logged(record("io.helidon.webserver", new IllegalStateException("Internal error", broken)));
        assertEquals(List.of(70), exits);
    }

    private static LogRecord record(String logger, Throwable thrown) {
        LogRecord record = new LogRecord(Level.WARNING, "made by the test");
        record.setLoggerName(logger);
        record.setThrown(thrown);
        return record;
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
