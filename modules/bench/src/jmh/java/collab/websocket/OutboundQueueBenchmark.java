package collab.websocket;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Passes frames through the outbound queue of a socket. One thread does the work of the link thread and of the writer,
 * so there is no contention.
 */
@State(Scope.Thread)
public class OutboundQueueBenchmark {
    private static final int FRAMES = 32;

    private final OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
    private final OutboundFrame frame = new OutboundFrame(EncodedFrame.text("x".repeat(280)), new byte[14]);
    private final List<OutboundFrame> batch = new ArrayList<>();

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int offerAndPoll() {
        for (int i = 0; i < FRAMES; i++) queue.offer(frame);
        int bytes = queue.poll(batch);
        queue.markWritten(batch);
        batch.clear();
        return bytes;
    }
}
