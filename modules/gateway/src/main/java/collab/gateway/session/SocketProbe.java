package collab.gateway.session;

import collab.runtime.Metrics;
import collab.websocket.OutboundQueue;
import collab.websocket.QueueConfig;
import collab.websocket.SocketCounters;
import collab.websocket.SocketWriter;
import collab.websocket.Transport;
import collab.websocket.WriterPool;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Checks that events reach sockets. The server sends probes over the link; each goes through the queue and the writer of a socket
 * without a peer. When probes do not arrive over the link, or are not written to the socket, this gateway is not ready, and gauges
 * show which.
 *
 * <p>The link thread calls {@link #attached} and {@link #received}; a worker of the writer pool writes to the socket.
 */
public final class SocketProbe {
    /** Probes may be missing for this many intervals before the gateway is not ready. */
    private static final int MISSED_MAX = 3;

    private final LongSupplier nanoTime;
    private final OutboundQueue queue;
    private final SocketWriter writer;
    private final DiscardingTransport transport;

    /** 0 when the server sends no probes. */
    private volatile long toleranceNanos;

    private SocketProbe(
            LongSupplier nanoTime, OutboundQueue queue, SocketWriter writer, DiscardingTransport transport) {
        this.nanoTime = nanoTime;
        this.queue = queue;
        this.writer = writer;
        this.transport = transport;
    }

    public static SocketProbe create(WriterPool writers, Metrics metrics, LongSupplier nanoTime) {
        Metrics.Histogram linkToSocket = metrics.seconds(
                "collab_canary_socket_seconds", "Time from receiving a probe over the link to writing it to a socket.");
        DiscardingTransport transport = new DiscardingTransport(nanoTime, linkToSocket);
        metrics.gauge(
                "collab_canary_link_age_seconds",
                "Time since the last probe was received over the link.",
                transport::secondsSinceReceived);
        metrics.gauge(
                "collab_canary_socket_age_seconds",
                "Time since the last probe was written to a socket.",
                transport::secondsSinceWritten);
        OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
        SocketWriter writer = new SocketWriter(0, queue, transport, writers, new SocketCounters(), () -> {});
        return new SocketProbe(nanoTime, queue, writer, transport);
    }

    /** A stream has started. {@code interval} is the time between two probes of the server, 0 when it sends none. */
    public void attached(Duration interval) {
        transport.restart();
        toleranceNanos = interval.toNanos() * MISSED_MAX;
    }

    void received(long number) {
        transport.received(number);
        queue.offer(new OutboundFrame(EncodedFrame.text(Long.toString(number))));
        writer.wake();
    }

    /** Where probes are missing; empty when none is missing. */
    public Optional<String> problem() {
        long tolerance = toleranceNanos;
        if (tolerance == 0) return Optional.empty();
        long now = nanoTime.getAsLong();
        long silence = now - transport.receivedAt;
        if (silence > tolerance) return Optional.of("no probe received over the link for " + seconds(silence) + " s");
        if (transport.allWritten()) return Optional.empty();
        long unwritten = now - transport.writtenAt;
        if (unwritten <= tolerance) return Optional.empty();
        return Optional.of("no probe written to a socket for " + seconds(unwritten) + " s");
    }

    private static long seconds(long nanos) {
        return nanos / 1_000_000_000;
    }

    /** The output of the socket without a peer; records what was received and what was written. */
    private static final class DiscardingTransport implements Transport {
        private final LongSupplier nanoTime;
        private final Metrics.Histogram linkToSocket;
        private volatile long receivedAt;
        private volatile long received;
        private volatile long writtenAt;
        private volatile long written;

        DiscardingTransport(LongSupplier nanoTime, Metrics.Histogram linkToSocket) {
            this.nanoTime = nanoTime;
            this.linkToSocket = linkToSocket;
            this.receivedAt = nanoTime.getAsLong();
            this.writtenAt = receivedAt;
        }

        void restart() {
            receivedAt = nanoTime.getAsLong();
            written = received;
        }

        void received(long number) {
            receivedAt = nanoTime.getAsLong();
            received = number;
        }

        boolean allWritten() {
            return written == received;
        }

        double secondsSinceReceived() {
            return (nanoTime.getAsLong() - receivedAt) / 1e9;
        }

        double secondsSinceWritten() {
            return (nanoTime.getAsLong() - writtenAt) / 1e9;
        }

        @Override
        public void write(byte[] bytes, int length) {
            written = received;
            writtenAt = nanoTime.getAsLong();
            linkToSocket.observeNanos(writtenAt - receivedAt);
        }

        @Override
        public void close() {
            // holds no resource
        }
    }
}
