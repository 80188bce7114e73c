package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimerWheelTest {
    private final AtomicLong nanos = new AtomicLong(42);
    private final TimerWheel wheel = new TimerWheel(nanos::get);
    private final List<String> firedTimers = new ArrayList<>();

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
        wheel.advance();
    }

    @Test
    void timerFiresWithinOneTickAfterItIsDue() {
        wheel.after(Duration.ofMillis(250), () -> firedTimers.add("a"));
        advance(Duration.ofMillis(249));
        assertEquals(List.of(), firedTimers);
        advance(Duration.ofMillis(101));

        assertEquals(List.of("a"), firedTimers);
        advance(Duration.ofMinutes(5));
        assertEquals(List.of("a"), firedTimers);
    }

    @Test
    void timerBeyondOneRevolutionFiresInALaterRevolution() {
        wheel.after(Duration.ofMinutes(2), () -> firedTimers.add("late"));
        for (int i = 0; i < 1199; i++) advance(TimerWheel.TICK);
        assertEquals(List.of(), firedTimers);
        advance(TimerWheel.TICK);
        advance(TimerWheel.TICK);

        assertEquals(List.of("late"), firedTimers);
    }

    @Test
    void allTimersFireAfterAPauseLongerThanOneRevolution() {
        for (int i = 1; i <= 100; i++) {
            int seconds = i;
            wheel.after(Duration.ofSeconds(seconds), () -> firedTimers.add("t" + seconds));
        }
        advance(Duration.ofMinutes(10));

        assertEquals(100, firedTimers.size());
    }

    @Test
    void cancelledTimerDoesNotFire() {
        wheel.after(Duration.ofSeconds(1), () -> firedTimers.add("cancelled")).cancel();
        advance(Duration.ofSeconds(2));

        assertEquals(List.of(), firedTimers);
    }

    @Test
    void failingTimerDoesNotStopOthersAndTimersMayScheduleTimers() {
        wheel.after(Duration.ZERO, () -> {
            wheel.after(Duration.ZERO, () -> firedTimers.add("second"));
            throw new IllegalStateException("thrown by the test");
        });
        wheel.after(Duration.ZERO, () -> firedTimers.add("first"));
        advance(TimerWheel.TICK);
        assertEquals(List.of("first"), firedTimers);
        advance(TimerWheel.TICK);

        assertEquals(List.of("first", "second"), firedTimers);
    }

    /** Compares the wheel with a sorted map. */
    @Test
    void wheelAgreesWithSortedMap() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            AtomicLong now = new AtomicLong(random.nextLong());
            TimerWheel tested = new TimerWheel(now::get);
            TreeMap<Long, Integer> model = new TreeMap<>(); // due tick → number of timers
            long origin = now.get();
            int[] firedCount = {0};
            for (int step = 0; step < 300; step++) {
                long delay = random.nextLong(Duration.ofSeconds(90).toNanos());
                long due = (now.get() - origin + delay) / TimerWheel.TICK.toNanos() + 1;
                model.merge(due, 1, Integer::sum);
                tested.after(Duration.ofNanos(delay), () -> firedCount[0]++);
                now.addAndGet(random.nextLong(
                        Duration.ofSeconds(random.nextInt(20) == 0 ? 80 : 2).toNanos()));
                tested.advance();
                long tick = (now.get() - origin) / TimerWheel.TICK.toNanos();
                int expected = model.headMap(tick, true).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                assertEquals(expected, firedCount[0], "seed " + seed + ", step " + step);
            }
        }
    }
}
