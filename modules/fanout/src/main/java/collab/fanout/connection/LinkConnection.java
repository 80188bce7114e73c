package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One HTTP/2 connection of the link as Helidon uses it, with the keepalive of gRPC that Helidon's server lacks. A peer
 * that was silent for a whole heartbeat is pinged, which every HTTP/2 peer answers by itself. A peer that is still
 * silent when the limit is reached is disconnected, which ends all its streams. A peer that sends too many pings gets
 * GOAWAY with ENHANCE_YOUR_CALM and is disconnected.
 *
 * <p>The connection's own thread reads; any thread writes, one frame at a time; the scheduler calls the heartbeat.
 */
final class LinkConnection implements ConnectionContext {
    /** Pings accepted in one heartbeat without a frame of ours between them; gRPC clients send one in ten seconds. */
    static final int PINGS_MAX = 20;

    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());

    private static final byte[] PING = {
        0, 0, 8, Http2FrameScanner.PING, 0, 0, 0, 0, 0, 'c', 'o', 'l', 'l', 'a', 'b', '.', '.'
    };

    /** GOAWAY with ENHANCE_YOUR_CALM; gRPC clients know this debug text. */
    private static final byte[] GOAWAY_TOO_MANY_PINGS = {
        0, 0, 22, 7, 0, 0, 0, 0, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0xb, 't', 'o', 'o', '_', 'm', 'a', 'n', 'y', '_', 'p',
        'i', 'n', 'g', 's'
    };

    private final ConnectionContext connection;
    private final Runnable closer;
    private final Runnable onFirstCall;
    private final int silentHeartbeatsMax;
    private final LinkMetrics metrics;
    private final DataReader reader;
    private final Writer writer;
    private final AtomicInteger silentHeartbeats = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();

    // Only the reading thread.
    private final Http2FrameScanner inbound = new Http2FrameScanner(this::onFrame);

    /**
     * @param closer closes the connection without waiting for a writer
     * @param onFirstCall runs when the first call has arrived
     */
    LinkConnection(
            ConnectionContext connection,
            Runnable closer,
            Runnable onFirstCall,
            int silentHeartbeatsMax,
            LinkMetrics metrics) {
        this.connection = connection;
        this.closer = closer;
        this.onFirstCall = onFirstCall;
        this.silentHeartbeatsMax = silentHeartbeatsMax;
        this.metrics = metrics;
        this.reader = DataReader.create(this::read);
        this.writer = new Writer(connection.dataWriter());
    }

    // ---- Reading ----

    /**
     * Waits for the first bytes of a TLS peer: Helidon 4.5.0 makes the handshake within the first read or write, and
     * loses the content of a first write. False when no bytes came.
     */
    boolean hasBegun() {
        if (!connection.isSecure()) return true;
        try {
            connection.dataReader().ensureAvailable();
            return true;
        } catch (DataReader.InsufficientDataAvailableException ended) {
            return false;
        }
    }

    /** No bytes at the end, as Helidon's reader expects. */
    @SuppressWarnings("NullAway")
    private byte[] read() {
        try {
            connection.dataReader().ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException ended) {
            return null;
        }
        byte[] bytes = connection.dataReader().readBuffer().readBytes();
        silentHeartbeats.set(0);
        inbound.scan(bytes);
        return bytes;
    }

    private void onFrame(int type, int flags) {
        if (type == Http2FrameScanner.HEADERS) onFirstCall.run();
        if (type != Http2FrameScanner.PING || (flags & Http2FrameScanner.ACK) != 0) return;
        if (pings.incrementAndGet() <= PINGS_MAX) return;
        LOG.log(
                INFO,
                () -> remotePeer().host() + " sent more than " + PINGS_MAX + " pings in one heartbeat: disconnected");
        metrics.cut(LinkMetrics.PINGS);
        writer.writeNow(BufferData.create(GOAWAY_TOO_MANY_PINGS));
        throw new CloseConnectionException("too many pings");
    }

    // ---- Time ----

    /** Called once per heartbeat. Never blocks. */
    void onHeartbeat() {
        pings.set(0);
        int silent = silentHeartbeats.incrementAndGet();
        if (silent > silentHeartbeatsMax) {
            LOG.log(
                    INFO,
                    () -> "a connection of the link was silent for " + (silent - 1) + " heartbeats: disconnected");
            metrics.cut(LinkMetrics.SILENCE);
            closer.run();
        } else if (silent > 1) {
            Thread.ofVirtual().name("link-ping").start(writer::ping);
        }
    }

    // ---- Writing ----

    /**
     * Writes frame by frame, so that a ping can be sent between two frames. The server sends no header block of more
     * than one frame.
     */
    private final class Writer implements DataWriter {
        private final DataWriter writer;

        /** Held over the write of one frame, and never while another lock is taken. */
        private final ReentrantLock lock = new ReentrantLock();

        /** Whether our SETTINGS have been sent, which must precede any other frame (RFC 9113, section 3.4). */
        @GuardedBy("lock")
        private boolean settingsSent;

        Writer(DataWriter writer) {
            this.writer = writer;
        }

        /** A writer that has been busy for a second waits for the peer, and the ping would wait too. */
        void ping() {
            try {
                if (!lock.tryLock(1, TimeUnit.SECONDS)) return;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                if (settingsSent) writer.writeNow(BufferData.create(PING));
            } catch (RuntimeException gone) {
                LOG.log(DEBUG, "could not ping", gone);
            } finally {
                lock.unlock();
            }
        }

        /** The pings with which a peer measures its bandwidth also arrive here; they follow data of ours. */
        private void noteOutbound(BufferData frame) {
            if (frame.available() > Http2FrameScanner.TYPE
                    && frame.get(Http2FrameScanner.TYPE) <= Http2FrameScanner.HEADERS) pings.set(0);
        }

        @Override
        public void writeNow(BufferData frame) {
            noteOutbound(frame);
            writeExclusively(() -> writer.writeNow(frame));
        }

        @Override
        public void writeNow(BufferData... frame) {
            noteOutbound(frame[0]);
            writeExclusively(() -> writer.writeNow(frame));
        }

        private void writeExclusively(Runnable write) {
            lock.lock();
            try {
                write.run();
                settingsSent = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void write(BufferData frame) {
            writeNow(frame);
        }

        @Override
        public void write(BufferData... frame) {
            writeNow(frame);
        }

        @Override
        public void flush() {
            writer.flush();
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    // ---- Other methods of Helidon's interface ----

    @Override
    public ListenerContext listenerContext() {
        return connection.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return connection.executor();
    }

    @Override
    public Router router() {
        return connection.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return connection.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return connection.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return connection.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return connection.localPeer();
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    @Override
    public String socketId() {
        return connection.socketId();
    }

    @Override
    public String childSocketId() {
        return connection.childSocketId();
    }
}
