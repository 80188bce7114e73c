package collab.e2e.harness;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Repeats a call while the server does not respond, as a client does. */
public final class Retry {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BACK_OFF = Duration.ofMillis(50);

    private Retry() {}

    /** Repeats a check until it returns true, for conditions that can only be polled. */
    public static void until(String what, BooleanSupplier function) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!function.getAsBoolean()) {
            if (System.nanoTime() > deadline)
                throw new AssertionError("waited " + TIMEOUT.toSeconds() + " s without success for " + what);
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
    }

    /** Repeats a call until it returns a result; throws an error that a repetition cannot change. */
    public static <T> T untilAnswered(Supplier<T> call) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (UncheckedIOException | RpcCallRejected failed) {
                boolean temporary = !(failed instanceof RpcCallRejected rejection) || rejection.retryable();
                if (!temporary || System.nanoTime() > deadline) throw failed;
            }
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
    }
}
