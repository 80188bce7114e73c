package collab.websocket.handshake;

import static java.lang.System.Logger.Level.TRACE;

import collab.websocket.Transport;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;

/** A connection of a web server listener that {@link ListenerSetup} configured. */
final class HelidonTransport implements Transport {
    private static final System.Logger LOG = System.getLogger(HelidonTransport.class.getName());

    private final ConnectionContext connection;

    HelidonTransport(ConnectionContext connection) {
        this.connection = connection;
    }

    @Override
    public void write(byte[] bytes, int length) {
        connection.dataWriter().writeNow(BufferData.create(bytes, 0, length));
    }

    @Override
    public void close() {
        close(connection);
    }

    static void close(ConnectionContext connection) {
        try {
            connection.serverSocket().close();
        } catch (RuntimeException e) {
            LOG.log(TRACE, "the connection was closed already", e);
        }
    }
}
