package collab.gateway;

import java.util.concurrent.atomic.LongAdder;

/** What all sockets of a gateway did since it started; for metrics. */
final class SocketCounters {
    final LongAdder writes = new LongAdder();
    final LongAdder framesWritten = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
    final LongAdder framesRead = new LongAdder();
    final LongAdder signalsShed = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder ended = new LongAdder();
    final LongAdder refused = new LongAdder();
}
