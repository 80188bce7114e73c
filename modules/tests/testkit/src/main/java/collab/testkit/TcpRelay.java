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
 * A stretch of network that belongs to the test: it listens on this machine, passes bytes on to a target and can fail in the ways
 * in which networks fail. Two threads carry each connection, one per direction; they hold at most one buffer each, so a reader who
 * stalls is felt by the writer.
 */
public final class TcpRelay implements AutoCloseable {
    /** What becomes of the bytes. */
    public enum Weather {
        CLEAR,
        /** Bytes wait: nothing arrives until the weather clears, then all of it does. */
        STILL,
        /** Bytes are taken and lost, and nobody is told; such a connection never recovers. */
        SWALLOWING
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Said, so that the kernel does not let them grow to megabytes behind which a stalled reader would not be noticed. */
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

    /** To a target on whatever machine, which need not be there yet. */
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

    /** New connections lead there; those that are open stay with whom they were made. */
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

    // ---- connections ----

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

    /** One client and its way to the target. */
    private final class Connection {
        private final Socket client;
        private final Socket server;

        /** Towards the client, until the connection is cut. Only the thread that carries them. */
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
                    if (swallowed) continue; // a stream with a hole in it must not go on
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
                cuts++; // before either side can know of it
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

        /** Whichever thread closes a socket first, it is a reset: so both are told before one is closed. */
        void reset() {
            endsWithReset(client);
            endsWithReset(server);
            leave();
        }
    }

    /** Waits while it is still; the weather then. Nothing passes any more on a connection that has been taken away. */
    private Weather awaitPassage(Connection connection, boolean up) throws IOException {
        lock.lock();
        try {
            while (!closed && connections.contains(connection) && (up ? towardsTarget : towardsClient) == Weather.STILL)
                changed.await();
            if (closed || !connections.contains(connection)) throw new SocketException("the connection is over");
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

    // ---- how it fails ----

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

    /** Ends every connection with a reset on both sides; how many there were. New ones are welcome. */
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

    /** Asked for each new connection: after so many bytes towards the client it is reset, wherever in a frame that is. */
    public void cutAfter(LongSupplier bytes) {
        lock.lock();
        try {
            bytesUntilCut = bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As if nothing had been. What has been swallowed stays lost, so its connections are reset; they are taken away in the moment
     * in which the weather clears, so that nothing passes on them behind a hole.
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

    /** Connections that this relay has reset. */
    public long cuts() {
        lock.lock();
        try {
            return cuts;
        } finally {
            lock.unlock();
        }
    }

    // ---- the end ----

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
