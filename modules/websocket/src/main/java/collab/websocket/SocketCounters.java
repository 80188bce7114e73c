package collab.websocket;

import java.util.concurrent.atomic.LongAdder;

/** Totals over all sockets of a listener since its start, for metrics. */
public final class SocketCounters {
    final LongAdder writes = new LongAdder();
    public final LongAdder framesWritten = new LongAdder();
    public final LongAdder bytesWritten = new LongAdder();
    final LongAdder framesRead = new LongAdder();
    public final LongAdder framesShed = new LongAdder();
    public final LongAdder opened = new LongAdder();
    public final LongAdder ended = new LongAdder();
    public final LongAdder rejected = new LongAdder();
}
