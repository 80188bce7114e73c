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
    private final List<String> fired = new ArrayList<>();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wheel.advance();
    }

    @Test
    void firesWithinATickAfterItIsDueAndNotBefore() {
        wheel.after(Duration.ofMillis(250), () -> fired.add("a"));
        pass(Duration.ofMillis(249));
        assertEquals(List.of(), fired);
        pass(Duration.ofMillis(101));

        assertEquals(List.of("a"), fired);
        pass(Duration.ofMinutes(5));
        assertEquals(List.of("a"), fired);
    }

    @Test
    void aDelayLongerThanARoundIsKeptForLaterRounds() {
        wheel.after(Duration.ofMinutes(2), () -> fired.add("late"));
        for (int i = 0; i < 1199; i++) pass(TimerWheel.TICK);
        assertEquals(List.of(), fired);
        pass(TimerWheel.TICK);
        pass(TimerWheel.TICK);

        assertEquals(List.of("late"), fired);
    }

    @Test
    void aPauseLongerThanARoundSkipsNothing() {
        for (int i = 1; i <= 100; i++) {
            int seconds = i;
            wheel.after(Duration.ofSeconds(seconds), () -> fired.add("t" + seconds));
        }
        pass(Duration.ofMinutes(10));

        assertEquals(100, fired.size());
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        wheel.after(Duration.ofSeconds(1), () -> fired.add("cancelled")).cancel();
        pass(Duration.ofSeconds(2));

        assertEquals(List.of(), fired);
    }

    @Test
    void aTimerMaySetAnotherAndAFailingOneHarmsNobody() {
        wheel.after(Duration.ZERO, () -> {
            wheel.after(Duration.ZERO, () -> fired.add("second"));
            throw new IllegalStateException("on purpose");
        });
        wheel.after(Duration.ZERO, () -> fired.add("first"));
        pass(TimerWheel.TICK);
        assertEquals(List.of("first"), fired);
        pass(TimerWheel.TICK);

        assertEquals(List.of("first", "second"), fired);
    }

    /** Against a sorted map, which is obviously right. */
    @Test
    void agreesWithASortedMap() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            AtomicLong now = new AtomicLong(random.nextLong());
            TimerWheel tested = new TimerWheel(now::get);
            TreeMap<Long, Integer> model = new TreeMap<>(); // due tick → how many
            long origin = now.get();
            int[] happened = {0};
            for (int step = 0; step < 300; step++) {
                long delay = random.nextLong(Duration.ofSeconds(90).toNanos());
                long due = (now.get() - origin + delay) / TimerWheel.TICK.toNanos() + 1;
                model.merge(due, 1, Integer::sum);
                tested.after(Duration.ofNanos(delay), () -> happened[0]++);
                now.addAndGet(random.nextLong(
                        Duration.ofSeconds(random.nextInt(20) == 0 ? 80 : 2).toNanos()));
                tested.advance();
                long tick = (now.get() - origin) / TimerWheel.TICK.toNanos();
                int expected = model.headMap(tick, true).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                assertEquals(expected, happened[0], "seed " + seed + ", step " + step);
            }
        }
    }
}
