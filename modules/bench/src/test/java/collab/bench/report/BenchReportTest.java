package collab.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static ScenarioRun run(int number, double perSecond) {
        return new ScenarioRun("deliver", "R=100", number, Instant.EPOCH, Map.of("deliveries_per_second", perSecond));
    }

    @Test
    void rowHasTheMedianAndTheSpreadOfItsRuns() {
        BenchReport.Row row = BenchReport.of(List.of(run(1, 30), run(2, 10), run(3, 20)))
                .rows()
                .getFirst();
        assertEquals(20, row.median());
        assertEquals(10, row.min());
        assertEquals(30, row.max());
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertEquals(
                15,
                BenchReport.of(List.of(run(1, 10), run(2, 20)))
                        .rows()
                        .getFirst()
                        .median());
    }

    @Test
    void tableStatesWhetherATargetIsMetAndTheRatio() {
        assertTrue(BenchReport.of(List.of(run(1, 3_000_000))).table().contains("met: at least 1,500,000, ratio 2.00"));
        assertTrue(BenchReport.of(List.of(run(1, 750_000))).table().contains("MISSED: at least 1,500,000, ratio 0.50"));
    }

    @Test
    void runIsOneLineOfJson() {
        String line = run(2, 123_456.789).line();
        assertEquals(
                "{\"scenario\":\"deliver\",\"case\":\"R=100\",\"run\":2,\"at\":\"1970-01-01T00:00:00Z\","
                        + "\"figures\":{\"deliveries_per_second\":123457.0}}",
                Json.parse(line.getBytes(StandardCharsets.UTF_8)).toString());
        assertEquals(1, line.lines().count());
    }

    @Test
    void figuresDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        String line = run(1, 0.5).line();
        String table = BenchReport.of(List.of(run(1, 3_000_000))).table();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(line, run(1, 0.5).line());
            assertEquals(table, BenchReport.of(List.of(run(1, 3_000_000))).table());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void smallFiguresKeepFourDigits() {
        assertTrue(
                run(1, 0.000123456).line().contains("1.235E-4"),
                run(1, 0.000123456).line());
    }

    @Test
    void htmlReportShowsEveryRunAsADot() {
        String page = HtmlReport.of(BenchReport.of(List.of(run(1, 30), run(2, 10), run(3, 20))));
        assertEquals(3, page.split("<circle", -1).length - 1);
        assertTrue(page.contains("deliver: deliveries_per_second"));
    }
}
