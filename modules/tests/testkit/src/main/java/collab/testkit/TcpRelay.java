package collab.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A network path that the test controls: it listens on this machine, forwards bytes to a target, and can fail in the
 * ways in which networks fail. Two threads forward each connection, one per direction. They hold at most one buffer
 * each, so a stalled reader stalls the writer.
 */
public final class TcpRelay implements AutoCloseable {
    /** What happens to the bytes. */
    public enum Weather {
        CLEAR,
        /** Bytes wait: nothing arrives until the mode changes, then everything does. */
        STILL,
        /** Bytes are accepted and lost, and neither side is notified; such a connection never recovers. */
        SWALLOWING
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    /**
     * Set explicitly, because the kernel would let the buffers grow to megabytes, and a stalled reader would not be
     * noticed.
     */
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    private static final int BACKLOG = 256;

    private final ServerSocket listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private InetSocketAddress target;
    private final Set<Connection> connections = new HashSet<>();
    private Weather towardsTarget = Weather.CLEAR;
    private Weather towardsClient = Weather.CLEAR;
    private boolean refusing;
    private LongSupplier bytesUntilCut = () -> Long.MAX_VALUE;
    private long cuts;
    private boolean closed;

    private TcpRelay(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /** To a target on any machine, which need not exist yet. */
    public static TcpRelay to(InetSocketAddress target) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            TcpRelay relay = new TcpRelay(listener, target);
            Thread.ofVirtual().name("relay-" + relay.port()).start(relay::accept);
            return relay;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Sets the target of new connections; open ones keep theirs. */
    public void leadTo(InetSocketAddress elsewhere) {
        lock.lock();
        try {
            target = elsewhere;
        } finally {
            lock.unlock();
        }
    }

    private InetSocketAddress target() {
        lock.lock();
        try {
            return target;
        } finally {
            lock.unlock();
        }
    }

    // ---- Connections ----

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("relay-" + port() + "-connect").start(() -> connect(client));
            } catch (IOException over) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
            server.connect(target());
            client.setSendBufferSize(SOCKET_BUFFER_BYTES);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            if (!admit(connection)) connection.reset();
        } catch (IOException unreachable) {
            abort(client);
            abort(server);
        }
    }

    private boolean admit(Connection connection) {
        lock.lock();
        try {
            if (closed || refusing) return false;
            connection.bytesLeft = bytesUntilCut.getAsLong();
            connections.add(connection);
        } finally {
            lock.unlock();
        }
        connection.start();
        return true;
    }

    /** One client and its connection to the target. */
    private final class Connection {
        private final Socket client;
        private final Socket server;

        /** Bytes towards the client until the connection is reset. Only the forwarding thread. */
        private long bytesLeft;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            Thread.ofVirtual().name("relay-" + port() + "-up").start(() -> carry(client, server, true));
            Thread.ofVirtual().name("relay-" + port() + "-down").start(() -> carry(server, client, false));
        }

        private void carry(Socket from, Socket to, boolean up) {
            boolean swallowed = false;
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    swallowed |= awaitPassage(this, up) == Weather.SWALLOWING;
                    if (swallowed) continue; // a stream with a hole must not continue
                    if (up) out.write(buffer, 0, count);
                    else if (!writeUntilCut(out, buffer, count)) return;
                }
                if (!swallowed && awaitPassage(this, up) == Weather.CLEAR) to.shutdownOutput();
            } catch (IOException broken) {
                if (!isSwallowing()) reset();
            } finally {
                leaveWhenOver();
            }
        }

        private boolean writeUntilCut(OutputStream out, byte[] buffer, int count) throws IOException {
            int passed = (int) Math.min(count, bytesLeft);
            out.write(buffer, 0, passed);
            bytesLeft -= passed;
            if (bytesLeft > 0) return true;
            lock.lock();
            try {
                cuts++; // before either side can notice it
            } finally {
                lock.unlock();
            }
            reset();
            return false;
        }

        private void leaveWhenOver() {
            boolean over =
                    client.isClosed() || server.isClosed() || (client.isOutputShutdown() && server.isOutputShutdown());
            if (over) leave();
        }

        private void leave() {
            closeQuietly(client);
            closeQuietly(server);
            lock.lock();
            try {
                connections.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** A socket that is closed first is reset, so both are set to reset before one is closed. */
        void reset() {
            endsWithReset(client);
            endsWithReset(server);
            leave();
        }
    }

    /**
     * Waits while the relay holds bytes back, and returns the mode. Nothing passes on a connection that has been
     * removed.
     */
    private Weather awaitPassage(Connection connection, boolean up) throws IOException {
        lock.lock();
        try {
            while (!closed && connections.contains(connection) && (up ? towardsTarget : towardsClient) == Weather.STILL)
                changed.await();
            if (closed || !connections.contains(connection)) throw new SocketException("the connection has ended");
            return up ? towardsTarget : towardsClient;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            lock.unlock();
        }
    }

    private boolean isSwallowing() {
        lock.lock();
        try {
            return towardsTarget == Weather.SWALLOWING || towardsClient == Weather.SWALLOWING;
        } finally {
            lock.unlock();
        }
    }

    // ---- Failures ----

    public void weather(Weather towardsTarget, Weather towardsClient) {
        lock.lock();
        try {
            this.towardsTarget = towardsTarget;
            this.towardsClient = towardsClient;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Resets every connection on both sides and returns how many there were. New ones are accepted. */
    public int reset() {
        List<Connection> all;
        lock.lock();
        try {
            all = new ArrayList<>(connections);
            cuts += all.size();
        } finally {
            lock.unlock();
        }
        all.forEach(Connection::reset);
        return all.size();
    }

    /** Whether new connections are reset at once. */
    public void refuse(boolean refuse) {
        lock.lock();
        try {
            refusing = refuse;
        } finally {
            lock.unlock();
        }
    }

    /** Called for each new connection: after that many bytes towards the client it is reset, also within a frame. */
    public void cutAfter(LongSupplier bytes) {
        lock.lock();
        try {
            bytesUntilCut = bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the failure. Bytes that were swallowed stay lost, so their connections are reset. They are removed at the
     * moment at which the mode changes, so that nothing passes after a hole.
     */
    public void heal() {
        List<Connection> holes = List.of();
        lock.lock();
        try {
            if (isSwallowing()) {
                holes = new ArrayList<>(connections);
                connections.clear();
                cuts += holes.size();
            }
            refusing = false;
            bytesUntilCut = () -> Long.MAX_VALUE;
            towardsTarget = Weather.CLEAR;
            towardsClient = Weather.CLEAR;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        holes.forEach(Connection::reset);
    }

    public int connections() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /** The number of connections that this relay has reset. */
    public long cuts() {
        lock.lock();
        try {
            return cuts;
        } finally {
            lock.unlock();
        }
    }

    // ---- End ----

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            listener.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        reset();
    }

    private static void abort(Socket socket) {
        endsWithReset(socket);
        closeQuietly(socket);
    }

    private static void endsWithReset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException gone) {
            // then there is nothing left to reset
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // nothing depends on it
        }
    }
}
