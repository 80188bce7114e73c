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
 * The end of the way that every event goes: a canary of the server comes over the link and is passed on through the queue and
 * the writer of a socket of its own, which leads nowhere. When it does not come over the link, or does not come out of the
 * socket, this gateway is not ready, and a gauge says which.
 *
 * <p>The link's thread calls {@link #attached} and {@link #hear}; the socket's writer takes it from there.
 */
public final class SocketProbe {
    /** So many may be missed before something is wrong. */
    private static final int MISSED_MAX = 3;

    private final LongSupplier nanoTime;
    private final OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
    private final SocketWriter writer;
    private final Metrics.Histogram linkToSocket;

    private volatile long patienceNanos;
    private volatile long heardAt;
    private volatile long heard;
    private volatile long cameOutAt;
    private volatile long cameOut;

    public SocketProbe(WriterPool crew, Metrics metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
        this.cameOutAt = heardAt;
        this.writer = new SocketWriter(0, queue, new Nowhere(), crew, new SocketCounters(), () -> {});
        this.linkToSocket = metrics.seconds(
                "collab_canary_socket_seconds", "From a canary's coming over the link to its leaving a socket.");
        metrics.gauge("collab_canary_link_age_seconds", "Since a canary came over the link.", () -> seconds(heardAt));
        metrics.gauge("collab_canary_socket_age_seconds", "Since a canary left a socket.", () -> seconds(cameOutAt));
    }

    private double seconds(long since) {
        return (nanoTime.getAsLong() - since) / 1e9;
    }

    /** A stream has begun: how often this server lets one fly, if at all. */
    public void attached(Duration interval) {
        heardAt = nanoTime.getAsLong();
        cameOut = heard;
        patienceNanos = interval.toNanos() * MISSED_MAX;
    }

    void hear(long number) {
        heardAt = nanoTime.getAsLong();
        heard = number;
        queue.offer(new OutboundFrame(EncodedFrame.text(Long.toString(number))));
        writer.wake();
    }

    /** Where it was lost, if it was. */
    public Optional<String> problem() {
        long patience = patienceNanos;
        if (patience == 0) return Optional.empty(); // a server that lets none fly
        long silence = nanoTime.getAsLong() - heardAt;
        if (silence > patience) return Optional.of("none came over the link for " + silence / 1_000_000_000 + " s");
        if (cameOut == heard || nanoTime.getAsLong() - cameOutAt <= patience) return Optional.empty();
        return Optional.of("none left a socket for " + (nanoTime.getAsLong() - cameOutAt) / 1_000_000_000 + " s");
    }

    /** What is written here has come out. */
    private final class Nowhere implements Transport {
        @Override
        public void write(byte[] bytes, int length) {
            cameOut = heard;
            cameOutAt = nanoTime.getAsLong();
            linkToSocket.observeNanos(cameOutAt - heardAt);
        }

        @Override
        public void close() {
            // it is open for as long as the process lives
        }
    }
}
