package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Story: the clock of a machine showed a time eight days ahead for 75 seconds. The whole log and all op_ids were deleted, so that a
 * repeated call made a second message; forty days ahead, all login sessions were deleted.
 */
class RetentionClockTest {
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    private final ManualClock machine = new ManualClock(START);
    private long nanos = 7;
    private RetentionClock clock = new RetentionClock(START, machine, () -> nanos);

    /** The process runs; the machine's clock shows this much more. */
    private void run(Duration time, Duration shown) {
        nanos += time.toNanos();
        machine.advance(shown);
    }

    @Test
    void timeFollowsTheMachinesClock() {
        for (int i = 0; i < 1_000; i++) {
            run(Duration.ofSeconds(30), Duration.ofSeconds(30));
            assertEquals(machine.instant(), clock.instant());
        }
    }

    @Test
    void leapForwardMovesTimeByTenTimesTheRunTimeAtMost() {
        run(Duration.ofSeconds(75), Duration.ofDays(8));
        assertEquals(START.plusSeconds(750), clock.instant());
        machine.set(START.plusSeconds(75));
        assertEquals(START.plusSeconds(75), clock.instant(), "the clock is right again");
    }

    @Test
    void leapForwardCountsAfterARestartToo() {
        run(Duration.ofSeconds(10), Duration.ofDays(40));
        clock = new RetentionClock(clock.instant(), machine, () -> nanos);
        run(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertEquals(START.plusSeconds(200), clock.instant());
    }

    @Test
    void leapBackMovesTimeBack() {
        run(Duration.ofHours(1), Duration.ofDays(-1));
        assertEquals(START.minus(Duration.ofDays(1)), clock.instant());
    }

    @Test
    void serverThatWasOffForAMonthCatchesUpInLessThanFourDays() {
        machine.advance(Duration.ofDays(30));
        for (int i = 0; i < 4 * 24; i++) run(Duration.ofHours(1), Duration.ofHours(1));
        assertEquals(machine.instant(), clock.instant());
    }
}
