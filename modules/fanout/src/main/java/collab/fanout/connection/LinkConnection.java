package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

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
 * One HTTP/2 connection of the link as Helidon sees it, with what Helidon's server leaves out of gRPC's keepalive. Whoever has
 * said nothing for a whole heartbeat is pinged, which every HTTP/2 peer answers by itself; whoever has still said nothing when
 * the silence is too long is cut, and with it end all its streams. Whoever pings us without end is told to calm down and cut.
 *
 * <p>The connection's own thread reads; any thread writes, a frame at a time; the scheduler beats.
 */
final class LinkConnection implements ConnectionContext {
    /** Pings taken in one heartbeat with nothing of ours between them: gRPC's clients send one in ten seconds. */
    static final int PINGS_MAX = 20;

    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());

    private static final byte[] PING = {
        0, 0, 8, Http2FrameScanner.PING, 0, 0, 0, 0, 0, 'c', 'o', 'l', 'l', 'a', 'b', '.', '.'
    };

    /** GOAWAY, ENHANCE_YOUR_CALM; the words are those that gRPC's clients know. */
    private static final byte[] CALM_DOWN = {
        0, 0, 22, 7, 0, 0, 0, 0, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0xb, 't', 'o', 'o', '_', 'm', 'a', 'n', 'y', '_', 'p',
        'i', 'n', 'g', 's'
    };

    private final ConnectionContext connection;
    private final Runnable ending;
    private final Runnable called;
    private final int silentBeatsMax;
    private final LinkMetrics metrics;
    private final DataReader reader;
    private final Writer writer;
    private final AtomicInteger silentBeats = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();

    // Only the reading thread.
    private final Http2FrameScanner inbound = new Http2FrameScanner(this::came);

    /**
     * @param ending ends the connection, without waiting for whoever writes to it
     * @param called is run when the first call has come
     */
    LinkConnection(
            ConnectionContext connection, Runnable ending, Runnable called, int silentBeatsMax, LinkMetrics metrics) {
        this.connection = connection;
        this.ending = ending;
        this.called = called;
        this.silentBeatsMax = silentBeatsMax;
        this.metrics = metrics;
        this.reader = DataReader.create(this::read);
        this.writer = new Writer(connection.dataWriter());
    }

    // ---- what comes in ----

    /**
     * Waits for the peer's first bytes, if it is TLS: Helidon 4.5.0 makes the handshake within the first read or write, and what a
     * first write was to say is lost over it. False when none came.
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

    /** No bytes at the end, as a reader of Helidon's wants it. */
    @SuppressWarnings("NullAway")
    private byte[] read() {
        try {
            connection.dataReader().ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException ended) {
            return null;
        }
        byte[] bytes = connection.dataReader().readBuffer().readBytes();
        silentBeats.set(0);
        inbound.take(bytes);
        return bytes;
    }

    private void came(int type, int flags) {
        if (type == Http2FrameScanner.HEADERS) called.run();
        if (type != Http2FrameScanner.PING || (flags & Http2FrameScanner.ACK) != 0) return;
        if (pings.incrementAndGet() <= PINGS_MAX) return;
        LOG.log(INFO, () -> remotePeer().host() + " sent more than " + PINGS_MAX + " pings in one heartbeat: cut");
        metrics.cut(LinkMetrics.PINGS);
        writer.writeNow(BufferData.create(CALM_DOWN));
        throw new CloseConnectionException("too many pings");
    }

    // ---- what time brings ----

    /** One heartbeat has passed. Never blocks. */
    void beat() {
        pings.set(0);
        int silent = silentBeats.incrementAndGet();
        if (silent > silentBeatsMax) {
            LOG.log(INFO, () -> "a connection of the link said nothing for " + (silent - 1) + " heartbeats: cut");
            metrics.cut(LinkMetrics.SILENCE);
            ending.run();
        } else if (silent > 1) {
            Thread.ofVirtual().name("link-ping").start(writer::ping);
        }
    }

    // ---- what goes out ----

    /** Frame by frame, so that a ping stands between two of them. We send no header block that takes more than one. */
    private final class Writer implements DataWriter {
        private final DataWriter writer;

        /** Held over the write of one frame, and never while another lock is taken. */
        private final ReentrantLock lock = new ReentrantLock();

        /** Whether our SETTINGS are out, which come before any other frame (RFC 9113, 3.4). Guarded by the lock. */
        private boolean greeted;

        Writer(DataWriter writer) {
            this.writer = writer;
        }

        /** Somebody who has been writing for a second waits for the peer; the ping would wait too. */
        void ping() {
            try {
                if (!lock.tryLock(1, TimeUnit.SECONDS)) return;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                if (greeted) writer.writeNow(BufferData.create(PING));
            } catch (RuntimeException gone) {
                LOG.log(DEBUG, "could not ping", gone);
            } finally {
                lock.unlock();
            }
        }

        /** What a peer measures its bandwidth with are pings too; they follow data of ours. */
        private void went(BufferData frame) {
            if (frame.available() > Http2FrameScanner.TYPE
                    && frame.get(Http2FrameScanner.TYPE) <= Http2FrameScanner.HEADERS) pings.set(0);
        }

        @Override
        public void writeNow(BufferData frame) {
            went(frame);
            alone(() -> writer.writeNow(frame));
        }

        @Override
        public void writeNow(BufferData... frame) {
            went(frame[0]);
            alone(() -> writer.writeNow(frame));
        }

        private void alone(Runnable write) {
            lock.lock();
            try {
                write.run();
                greeted = true;
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

    // ---- what Helidon wants to know besides ----

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
