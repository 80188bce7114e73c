package collab.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualSchedulerTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final List<String> ran = new ArrayList<>();

    @Test
    void tasksRunInOrderOfTheirTimeAndReadIt() {
        scheduler.schedule(() -> ran.add("second at " + clock.millis()), 20, TimeUnit.MILLISECONDS);
        scheduler.schedule(() -> ran.add("first at " + clock.millis()), 10, TimeUnit.MILLISECONDS);
        scheduler.advance(Duration.ofMillis(25));
        assertEquals(List.of("first at 10", "second at 20"), ran);
        assertEquals(25, clock.millis());
    }

    @Test
    void periodicTaskRunsUntilItIsCancelled() {
        var task = scheduler.scheduleAtFixedRate(() -> ran.add("" + clock.millis()), 5, 5, TimeUnit.SECONDS);
        scheduler.advance(Duration.ofSeconds(17));
        task.cancel(false);
        scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of("5000", "10000", "15000"), ran);
        assertEquals(0, scheduler.waiting());
    }

    @Test
    void taskThatATaskSubmitsRunsAtTheSameTime() {
        scheduler.execute(() -> scheduler.execute(() -> ran.add("inner")));
        assertTrue(ran.isEmpty());
        scheduler.runAll();
        assertEquals(List.of("inner"), ran);
    }

    @Test
    void periodicTaskThatThrowsIsNotRunAgain() {
        scheduler.scheduleAtFixedRate(
                () -> {
                    ran.add("once");
                    throw new IllegalStateException();
                },
                1,
                1,
                TimeUnit.SECONDS);
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of("once"), ran);
    }
}
