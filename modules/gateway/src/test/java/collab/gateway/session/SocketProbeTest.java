package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.Metrics;
import collab.testkit.ManualClock;
import collab.websocket.WriterPool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SocketProbeTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T05:38:00Z"));
    private final Metrics metrics = new Metrics();
    private final SocketProbe probe =
            SocketProbe.create(new WriterPool(1), metrics, () -> clock.instant().toEpochMilli() * 1_000_000);

    /** Waits for the writer, which runs on a thread of its own. */
    private void awaitWritten(int times) {
        while (!metrics.page().contains("collab_canary_socket_seconds_count " + times + "\n")) Thread.onSpinWait();
    }

    @Test
    void missingProbeIsReportedAndReceivedProbeIsMeasured() {
        probe.attached(INTERVAL);
        clock.advance(Duration.ofSeconds(15));
        assertEquals(Optional.empty(), probe.problem());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.of("no probe received over the link for 16 s"), probe.problem());

        probe.received(1);
        awaitWritten(1);
        assertEquals(Optional.empty(), probe.problem());
        clock.advance(Duration.ofSeconds(7));
        assertTrue(metrics.page().contains("collab_canary_link_age_seconds 7\n"), metrics::page);
        assertTrue(metrics.page().contains("collab_canary_socket_age_seconds 7\n"), metrics::page);
    }

    @Test
    void newStreamRestartsTheTolerance() {
        probe.attached(INTERVAL);
        clock.advance(Duration.ofSeconds(16));
        probe.attached(INTERVAL);
        assertEquals(Optional.empty(), probe.problem());
    }

    @Test
    void serverWithoutProbesHasNoProblem() {
        probe.attached(Duration.ZERO);
        clock.advance(Duration.ofHours(1));
        assertEquals(Optional.empty(), probe.problem());
    }

    @Test
    void probesDoNotFillTheQueue() {
        probe.attached(INTERVAL);
        for (int i = 1; i <= 2_000; i++) {
            probe.received(i);
            awaitWritten(i);
        }
        assertEquals(Optional.empty(), probe.problem());
    }
}
