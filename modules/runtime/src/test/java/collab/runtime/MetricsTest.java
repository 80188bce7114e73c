package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void pageIsPrometheusText() {
        metrics.counter("collab_sends_total", "Messages sent.").add(3);
        metrics.counter("collab_closes_total", "Sockets closed.", "code", "4108")
                .increment();
        metrics.gauge("collab_sockets", "Open sockets.", () -> 2);
        Metrics.Histogram latency = metrics.histogram("collab_commit_seconds", "Commit.", 0.1, 1);
        latency.observe(0.1);
        latency.observe(0.5);
        latency.observe(7);
        assertEquals("""
                # HELP collab_closes_total Sockets closed.
                # TYPE collab_closes_total counter
                collab_closes_total{code="4108"} 1
                # HELP collab_commit_seconds Commit.
                # TYPE collab_commit_seconds histogram
                collab_commit_seconds_bucket{le="0.1"} 1
                collab_commit_seconds_bucket{le="1.0"} 2
                collab_commit_seconds_bucket{le="+Inf"} 3
                collab_commit_seconds_sum 7.6
                collab_commit_seconds_count 3
                # HELP collab_sends_total Messages sent.
                # TYPE collab_sends_total counter
                collab_sends_total 3
                # HELP collab_sockets Open sockets.
                # TYPE collab_sockets gauge
                collab_sockets 2
                """, metrics.page());
    }

    @Test
    void sameNameReturnsTheSameCounter() {
        metrics.counter("a_total", "A.").increment();
        metrics.counter("a_total", "A.").increment();
        assertEquals(2, metrics.counter("a_total", "A.").value());
        assertThrows(IllegalStateException.class, () -> metrics.histogram("a_total", "A.", 1));
    }

    @Test
    void familyIsBounded() {
        for (int i = 0; i < Metrics.SERIES_MAX; i++) metrics.counter("a_total", "A.", "code", "" + i);
        metrics.counter("a_total", "A.", "code", "0").increment();
        assertThrows(IllegalStateException.class, () -> metrics.counter("a_total", "A.", "code", "one more"));
    }

    @Test
    void summaryShowsCountAndSum() {
        metrics.summary("gc_seconds", "Collections.", Map.of("gc", "young", "area", "heap"), () -> 3, () -> 0.25);
        assertEquals("""
                # HELP gc_seconds Collections.
                # TYPE gc_seconds summary
                gc_seconds_count{area="heap",gc="young"} 3
                gc_seconds_sum{area="heap",gc="young"} 0.25
                """, metrics.page());
    }

    @Test
    void labelValuesAreEscaped() {
        metrics.counter("a_total", "A.", "reason", "say \"no\"\n").increment();
        assertEquals(
                "a_total{reason=\"say \\\"no\\\"\\n\"} 1",
                metrics.page().lines().toList().get(2));
    }
}
