package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.ReplayLimits;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The story: one user who resumed with eight sockets again and again made all others wait, p95 725 ms instead of 6 ms. */
@Tag("security")
class ReplayQuotaTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong(-5);
    private final ReplayQuota quota = new ReplayQuota(new ReplayLimits.PerUser(2, 3, Duration.ofSeconds(1)), now::get);

    @Test
    void burstNeedsNoWaitAndFurtherResumesWaitOneIntervalEach() {
        for (int resume = 0; resume < 3; resume++) assertEquals(OptionalLong.of(0), quota.reserve(10 * SECOND));
        assertEquals(OptionalLong.of(SECOND), quota.reserve(10 * SECOND));
        assertEquals(OptionalLong.of(2 * SECOND), quota.reserve(10 * SECOND));
    }

    @Test
    void resumeThatWouldWaitTooLongTakesNoTurn() {
        for (int resume = 0; resume < 3; resume++) quota.reserve(0);
        assertEquals(OptionalLong.empty(), quota.reserve(SECOND / 2));
        assertEquals(OptionalLong.empty(), quota.reserve(SECOND / 2));
        now.addAndGet(SECOND);
        assertEquals(OptionalLong.of(0), quota.reserve(0));
    }

    @Test
    void quietTimeGivesOneBurstAndNoMore() {
        now.addAndGet(1_000 * SECOND);
        for (int resume = 0; resume < 3; resume++) assertEquals(OptionalLong.of(0), quota.reserve(0));
        assertEquals(OptionalLong.empty(), quota.reserve(0));
    }

    @Test
    void resumesAtTheSameTimeAreBounded() throws Exception {
        assertTrue(quota.acquire(Duration.ZERO));
        assertTrue(quota.acquire(Duration.ZERO));
        assertFalse(quota.acquire(Duration.ZERO));
        quota.release();
        assertTrue(quota.acquire(Duration.ZERO));
    }

    @Test
    void resumeWithoutTurnReturnsItsPermit() throws Exception {
        for (int resume = 0; resume < 3; resume++) {
            assertTrue(quota.acquire(Duration.ZERO));
            quota.release();
        }
        assertFalse(quota.acquire(Duration.ZERO));
        now.addAndGet(SECOND);
        assertTrue(quota.acquire(Duration.ZERO));
    }
}
