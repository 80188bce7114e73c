package collab.rpc.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RateClass;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimiter limits = limits(3);

    private RateLimiter limits(int callersMax) {
        return new RateLimiter(RateLimits.defaults().withCallersMax(callersMax), nanos::get);
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
        var wrong = assertThrows(
                IllegalArgumentException.class, () -> RateLimits.defaults().with(RateClass.WRITE, 0));
        assertEquals("limits.write-per-minute must be between 1 and 10000000, is 0", wrong.getMessage());
    }

    // ---- Guessing passwords ----

    /** 60 guesses at one account from 60 addresses were all allowed: only account and address together had a limit. */
    @Test
    void loginsToOneAccountAreLimitedOverAllAddresses() {
        RateLimiter many = limits(1_000);
        for (int i = 0; i < 30; i++) assertEquals(Optional.empty(), many.spendForLogin("bob", "192.0.2." + i));
        assertEquals(Optional.of(Duration.ofSeconds(2)), many.spendForLogin("bob", "192.0.2.30"));
        assertEquals(Optional.empty(), many.spendForLogin("carol", "192.0.2.30"), "another account");
        advanceClock(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), many.spendForLogin("bob", "192.0.2.31"), "guessing is slowed, not locked out");
    }

    @Test
    void guessesFromElsewhereDoNotDelayAKnownNetwork() {
        RateLimiter many = limits(1_000);
        assertEquals(Optional.empty(), many.spendForLogin("bob", "198.51.100.7"));
        many.loginSucceeded("bob", "198.51.100.7");
        for (int i = 0; i < 60; i++) many.spendForLogin("bob", "192.0.2." + i);
        assertTrue(many.spendForLogin("bob", "192.0.2.61").isPresent());
        for (int i = 1; i < 10; i++) assertEquals(Optional.empty(), many.spendForLogin("bob", "198.51.100.7"));
        assertTrue(many.spendForLogin("bob", "198.51.100.7").isPresent(), "the limit of account and network holds");
    }

    /** Each of the 2^64 addresses of one IPv6 host had limits of its own. */
    @Test
    void addressesOfOneIpv6NetworkShareTheirLimits() {
        RateLimiter many = limits(1_000);
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), many.spendForAddress("2001:db8:1:2:" + Integer.toHexString(i) + "::1"));
        }
        assertTrue(many.spendForAddress("2001:db8:1:2:ffff::1").isPresent());
        assertEquals(Optional.empty(), many.spendForAddress("2001:db8:1:3::1"));
    }
}
