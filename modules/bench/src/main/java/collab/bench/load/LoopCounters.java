package collab.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** The counters of a {@link ClientLoop}: written by the loop's thread, read by any thread. */
final class LoopCounters {
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong caughtUp = new AtomicLong();
    private volatile String firstError = "";
    private final SingleWriterRecorder latencies = recorder();
    private final SingleWriterRecorder catchUps = recorder();

    private static SingleWriterRecorder recorder() {
        return new SingleWriterRecorder(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);
    }

    // ---- Written by the loop's thread ----

    void socketOpened() {
        add(open, 1);
    }

    void openSocketClosed() {
        add(open, -1);
    }

    void connectionLost() {
        add(lost, 1);
    }

    void upgradeRejected() {
        add(rejected, 1);
    }

    /** A read returned this many bytes. */
    void read(int count) {
        add(reads, 1);
        add(bytes, count);
    }

    void eventsReceived(int count) {
        add(events, count);
    }

    /** An event contradicts the position of its client. */
    void fault(String error) {
        add(faults, 1);
        error(error);
    }

    void latency(long nanos) {
        latencies.recordValue(Latencies.bounded(nanos));
    }

    void catchUpsBegin() {
        caughtUp.set(0);
    }

    void caughtUp(long nanos) {
        add(caughtUp, 1);
        catchUps.recordValue(Latencies.bounded(nanos));
    }

    /** Keeps the error if it is the first. */
    void error(String error) {
        if (firstError.isEmpty()) firstError = error;
    }

    private static void add(AtomicLong counter, long more) {
        counter.setRelease(counter.getPlain() + more); // there is one writer, so no atomic update is needed
    }

    // ---- Read by any thread ----

    long open() {
        return open.get();
    }

    long events() {
        return events.get();
    }

    long reads() {
        return reads.get();
    }

    long bytes() {
        return bytes.get();
    }

    long lost() {
        return lost.get();
    }

    long rejected() {
        return rejected.get();
    }

    long faults() {
        return faults.get();
    }

    long caughtUp() {
        return caughtUp.get();
    }

    /** The first error, as text; empty if there was none. */
    String firstError() {
        return firstError;
    }

    void resetLatencies() {
        var _ = latencies.getIntervalHistogram();
        var _ = catchUps.getIntervalHistogram();
    }

    Histogram latencies() {
        return latencies.getIntervalHistogram();
    }

    Histogram catchUps() {
        return catchUps.getIntervalHistogram();
    }
}
