package collab.gateway;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Through the queue of a socket, as the link's thread and the socket's writer do it, by one thread and so without contention. */
@State(Scope.Thread)
public class OutboundQueueBenchmark {
    private static final int FRAMES = 32;

    private final OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
    private final Outbound frame = new Outbound(EncodedFrame.text("x".repeat(280)), new byte[14]);
    private final List<Outbound> batch = new ArrayList<>();

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int offerAndTake() {
        for (int i = 0; i < FRAMES; i++) queue.offer(frame);
        int bytes = queue.take(batch);
        queue.written(batch);
        batch.clear();
        return bytes;
    }
}
