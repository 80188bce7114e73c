package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void spanDoublesUpToItsMaximumAndResetRestoresIt() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), () -> 0.5);
        assertEquals(Duration.ofMillis(250), backoff.next());
        assertEquals(Duration.ofMillis(500), backoff.next());
        assertEquals(Duration.ofMillis(1_000), backoff.next());
        assertEquals(Duration.ofMillis(1_500), backoff.next());
        for (int i = 0; i < 100; i++) assertEquals(Duration.ofMillis(1_500), backoff.next());
        backoff.reset();
        assertEquals(Duration.ofMillis(250), backoff.next());
    }

    @Test
    void jitterIsFull() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), () -> 0);
        assertEquals(Duration.ZERO, backoff.next());
    }
}
