package collab.gateway.session;

import collab.gateway.protocol.SharedEvent;
import collab.wire.EventShapes;
import collab.wire.event.v2.Event;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Adds one event to a full ring, and reads its latest events for a client that resumes. */
@State(Scope.Thread)
public class ReplayRingBenchmark {
    private static final int EVENTS_MAX = 500;

    private final ReplayRing ring = new ReplayRing(0, EVENTS_MAX);
    private long seq;

    public ReplayRingBenchmark() {
        for (int i = 0; i < EVENTS_MAX; i++) ring.add(next());
    }

    private SharedEvent next() {
        return new SharedEvent(++seq, EventShapes.ALL.shape(2), Event.getDefaultInstance());
    }

    @Benchmark
    public long add() {
        ring.add(next());
        return ring.floor();
    }

    @Benchmark
    public List<SharedEvent> lastTen() {
        return ring.after(seq - 10, 32);
    }
}
