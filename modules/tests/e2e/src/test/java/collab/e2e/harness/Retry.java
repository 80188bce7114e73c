package collab.e2e.harness;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asking again while nobody answers, as a client does. */
public final class Retry {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BACK_OFF = Duration.ofMillis(50);

    private Retry() {}

    /** Asks until the answer is yes: for what can only be seen by asking. */
    public static void until(String what, BooleanSupplier question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > deadline)
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
    }

    public static <T> T untilAnswered(Supplier<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (UncheckedIOException | RpcCallRejected failed) {
                boolean passing = !(failed instanceof RpcCallRejected refusal) || refusal.passing();
                if (!passing || System.nanoTime() > deadline) throw failed;
            }
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
    }
}
