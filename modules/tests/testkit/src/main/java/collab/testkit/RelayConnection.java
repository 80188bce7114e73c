package collab.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** A connection of a client to a relay, and the connection of the relay to the target. */
final class RelayConnection {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final TcpRelay relay;
    private final Socket client;
    private final Socket server;

    /** Bytes towards the client until the connection is reset. Only the forwarding thread uses it. */
    private long bytesLeft = Long.MAX_VALUE;

    RelayConnection(TcpRelay relay, Socket client, Socket server) {
        this.relay = relay;
        this.client = client;
        this.server = server;
    }

    /** Called before the start. */
    void cutAfter(long bytes) {
        bytesLeft = bytes;
    }

    void start() {
        Thread.ofVirtual().name("relay-" + relay.port() + "-up").start(() -> forward(client, server, true));
        Thread.ofVirtual().name("relay-" + relay.port() + "-down").start(() -> forward(server, client, false));
    }

    private void forward(Socket from, Socket to, boolean up) {
        boolean discarded = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                discarded |= relay.awaitPassage(this, up) == RelayMode.DISCARD;
                if (discarded) continue; // a stream must not continue after lost bytes
                if (up) out.write(buffer, 0, count);
                else if (!writeUntilCut(out, buffer, count)) return;
            }
            if (!discarded && relay.awaitPassage(this, up) == RelayMode.FORWARD) to.shutdownOutput();
        } catch (IOException broken) {
            if (!relay.isDiscarding()) reset();
        } finally {
            closeWhenEnded();
        }
    }

    private boolean writeUntilCut(OutputStream out, byte[] buffer, int count) throws IOException {
        int passed = (int) Math.min(count, bytesLeft);
        out.write(buffer, 0, passed);
        bytesLeft -= passed;
        if (bytesLeft > 0) return true;
        relay.countCut();
        reset();
        return false;
    }

    // ---- End ----

    private void closeWhenEnded() {
        boolean ended =
                client.isClosed() || server.isClosed() || (client.isOutputShutdown() && server.isOutputShutdown());
        if (ended) close();
    }

    private void close() {
        closeQuietly(client);
        closeQuietly(server);
        relay.remove(this);
    }

    /** The first close resets its socket, so both are set to reset before either is closed. */
    void reset() {
        resetOnClose(client);
        resetOnClose(server);
        close();
    }

    static void abort(Socket socket) {
        resetOnClose(socket);
        closeQuietly(socket);
    }

    private static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException closed) {
            // a closed socket needs no reset
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            // the relay does not use the socket again
        }
    }
}
