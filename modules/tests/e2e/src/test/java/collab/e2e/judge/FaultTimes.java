package collab.e2e.judge;

import java.util.ArrayList;
import java.util.List;

/** The intervals in which something failed on purpose; delivery may be late in them. */
final class FaultTimes {
    private record Interval(long beginMs, long endMs) {}

    private final List<Interval> past = new ArrayList<>();
    private long begunMs = Long.MAX_VALUE;

    synchronized void begin(long nowMs) {
        begunMs = Math.min(begunMs, nowMs);
    }

    synchronized void end(long nowMs) {
        if (begunMs == Long.MAX_VALUE) return;
        past.add(new Interval(begunMs, nowMs));
        begunMs = Long.MAX_VALUE;
    }

    synchronized boolean touch(long fromMs, long toMs) {
        if (begunMs <= toMs) return true;
        return past.stream().anyMatch(interval -> interval.beginMs() <= toMs && fromMs <= interval.endMs());
    }
}
