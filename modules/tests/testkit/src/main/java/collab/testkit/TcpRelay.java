package collab.testkit;

import java.io.IOException;
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
    /**
     * Set explicitly. Otherwise the kernel lets the buffers grow to megabytes, and a stalled reader does not stall the
     * writer.
     */
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    private static final int BACKLOG = 256;

    private final ServerSocket listener;
    private final int networks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private InetSocketAddress target;
    private final Set<RelayConnection> connections = new HashSet<>();
    private RelayMode towardsTarget = RelayMode.FORWARD;
    private RelayMode towardsClient = RelayMode.FORWARD;
    private boolean refusing;
    private LongSupplier bytesUntilCut = () -> Long.MAX_VALUE;
    private long cuts;
    private long connectionsMade;
    private boolean closed;

    private TcpRelay(ServerSocket listener, InetSocketAddress target, int networks) {
        this.listener = listener;
        this.networks = networks;
        this.target = target;
    }

    /** Creates a relay to a target on any machine. The target need not exist yet. */
    public static TcpRelay to(InetSocketAddress target) {
        return fromNetworks(0, target);
    }

    /**
     * The same to a target on this machine, for which the clients are in so many networks: the connections come from the
     * addresses 127.1.0.1, 127.1.0.2 … in turn.
     *
     * @param networks 0 to 254; 0 for the address that the operating system chooses
     */
    public static TcpRelay fromNetworks(int networks, InetSocketAddress target) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            TcpRelay relay = new TcpRelay(listener, target, networks);
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
    public void setTarget(InetSocketAddress target) {
        lock.lock();
        try {
            this.target = target;
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
            } catch (IOException closedListener) {
                return; // the relay is closed
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
            if (networks > 0) server.bind(source());
            server.connect(target());
            client.setSendBufferSize(SOCKET_BUFFER_BYTES);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            RelayConnection connection = new RelayConnection(this, client, server);
            if (!admit(connection)) connection.reset();
        } catch (IOException unreachable) {
            RelayConnection.abort(client);
            RelayConnection.abort(server);
        }
    }

    private InetSocketAddress source() throws IOException {
        lock.lock();
        try {
            byte[] address = {127, 1, 0, (byte) (1 + connectionsMade++ % networks)};
            return new InetSocketAddress(InetAddress.getByAddress(address), 0);
        } finally {
            lock.unlock();
        }
    }

    private boolean admit(RelayConnection connection) {
        lock.lock();
        try {
            if (closed || refusing) return false;
            connection.cutAfter(bytesUntilCut.getAsLong());
            connections.add(connection);
        } finally {
            lock.unlock();
        }
        connection.start();
        return true;
    }

    void remove(RelayConnection connection) {
        lock.lock();
        try {
            connections.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a connection that is about to be reset, before either side can notice the reset. */
    void countCut() {
        lock.lock();
        try {
            cuts++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits while the relay holds bytes back, and returns the mode. Nothing passes on a connection that has been
     * removed.
     */
    RelayMode awaitPassage(RelayConnection connection, boolean up) throws IOException {
        lock.lock();
        try {
            while (!closed
                    && connections.contains(connection)
                    && (up ? towardsTarget : towardsClient) == RelayMode.HOLD) changed.await();
            if (closed || !connections.contains(connection)) throw new SocketException("the connection has ended");
            return up ? towardsTarget : towardsClient;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            lock.unlock();
        }
    }

    boolean isDiscarding() {
        lock.lock();
        try {
            return towardsTarget == RelayMode.DISCARD || towardsClient == RelayMode.DISCARD;
        } finally {
            lock.unlock();
        }
    }

    // ---- Failures ----

    /** Sets what happens to the bytes of each direction, on open and new connections. */
    public void setModes(RelayMode towardsTarget, RelayMode towardsClient) {
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
        List<RelayConnection> all;
        lock.lock();
        try {
            all = new ArrayList<>(connections);
            cuts += all.size();
        } finally {
            lock.unlock();
        }
        all.forEach(RelayConnection::reset);
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
     * Ends the failure. Bytes that were discarded stay lost, so their connections are reset. They are removed at the
     * moment at which the mode changes, so that nothing is forwarded after lost bytes.
     */
    public void heal() {
        List<RelayConnection> incomplete = List.of();
        lock.lock();
        try {
            if (isDiscarding()) {
                incomplete = new ArrayList<>(connections);
                connections.clear();
                cuts += incomplete.size();
            }
            refusing = false;
            bytesUntilCut = () -> Long.MAX_VALUE;
            towardsTarget = RelayMode.FORWARD;
            towardsClient = RelayMode.FORWARD;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        incomplete.forEach(RelayConnection::reset);
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
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        reset();
    }
}
