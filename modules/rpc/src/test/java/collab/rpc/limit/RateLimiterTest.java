package collab.rpc.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RateClass;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimiter limits = limits(3);

    private RateLimiter limits(int callersMax) {
        return new RateLimiter(new RateLimiter.Config(600, 60, 60, 60, 10, callersMax), nanos::get);
    }

    private void advanceClock(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void exhaust(RateLimiter limits, RateClass rateClass, String caller, int tokens) {
        for (int i = 0; i < tokens; i++) assertEquals(Optional.empty(), limits.spend(rateClass, caller), "call " + i);
    }

    @Test
    void bucketStartsFullAndRefillsContinuously() {
        exhaust(limits, RateClass.SEND, "a", 60);
        assertEquals(Optional.of(Duration.ofSeconds(1)), limits.spend(RateClass.SEND, "a"));
        advanceClock(Duration.ofMillis(999));
        assertEquals(Optional.of(Duration.ofMillis(1)), limits.spend(RateClass.SEND, "a"));
        advanceClock(Duration.ofMillis(1));
        assertEquals(Optional.empty(), limits.spend(RateClass.SEND, "a"));
        assertTrue(limits.spend(RateClass.SEND, "a").isPresent());
    }

    @Test
    void bucketHoldsOneMinuteAtMost() {
        exhaust(limits, RateClass.SEND, "a", 60);
        advanceClock(Duration.ofHours(1));
        exhaust(limits, RateClass.SEND, "a", 60);
        assertTrue(limits.spend(RateClass.SEND, "a").isPresent());
    }

    @Test
    void classesAndCallersHaveSeparateBuckets() {
        exhaust(limits, RateClass.TYPING, "a", 60);
        assertTrue(limits.spend(RateClass.TYPING, "a").isPresent());
        assertEquals(Optional.empty(), limits.spend(RateClass.SEND, "a"));
        assertEquals(Optional.empty(), limits.spend(RateClass.TYPING, "b"));
    }

    @Test
    void classNoneIsUnlimited() {
        exhaust(limits, RateClass.NONE, "a", 10_000);
        assertEquals(0, limits.size());
    }

    @Test
    void leastRecentlyUsedBucketIsRemovedAtBound() {
        exhaust(limits, RateClass.AUTH, "a", 10);
        limits.spend(RateClass.AUTH, "b");
        limits.spend(RateClass.AUTH, "c");
        assertTrue(
                limits.spend(RateClass.AUTH, "a").isPresent(), "a was used last, so the bucket of b is removed first");
        limits.spend(RateClass.AUTH, "d");
        assertEquals(3, limits.size());
        assertTrue(limits.spend(RateClass.AUTH, "a").isPresent(), "the bucket still exists");
    }

    @Test
    void validCredentialIsRefunded() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Optional.empty(), limits.spendForAddress("10.0.0.1"));
            limits.refundForAddress("10.0.0.1");
        }
        for (int i = 0; i < 100; i++) assertEquals(Optional.empty(), limits.spendForAddress("10.0.0.1"));
        assertTrue(limits.spendForAddress("10.0.0.1").isPresent());
        assertEquals(Optional.empty(), limits.spendForAddress("10.0.0.2"));
    }

    @Test
    void limitBelowOneIsRejected() {
        var wrong = assertThrows(IllegalArgumentException.class, () -> new RateLimiter.Config(600, 0, 60, 60, 10, 1));
        assertEquals("limits.write-per-minute must be between 1 and 10000000, is 0", wrong.getMessage());
    }
}
