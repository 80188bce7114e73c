package collab.websocket;

import java.util.concurrent.atomic.LongAdder;

/** What all sockets of a gateway did since it started; for metrics. */
public final class SocketCounters {
    final LongAdder writes = new LongAdder();
    public final LongAdder framesWritten = new LongAdder();
    public final LongAdder bytesWritten = new LongAdder();
    final LongAdder framesRead = new LongAdder();
    public final LongAdder signalsShed = new LongAdder();
    public final LongAdder opened = new LongAdder();
    public final LongAdder ended = new LongAdder();
    public final LongAdder refused = new LongAdder();
}
