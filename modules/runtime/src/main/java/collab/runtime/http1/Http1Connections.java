package collab.runtime.http1;

import collab.runtime.DelegatingConnection;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Helidon's HTTP/1.1 connections, whose chunked bodies are read by a {@link ChunkReader}.
 *
 * @param http1 creates the connections
 */
public record Http1Connections(Http1ConnectionSelector http1) implements ServerConnectionSelector {
    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData begin) {
        return http1.supports(begin);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext connection) {
        return http1.connection(new CheckedConnection(connection));
    }

    /** A connection with another reader. The reader of the connection still has what was read to identify the protocol. */
    private static final class CheckedConnection extends DelegatingConnection {
        private final ConnectionContext connection;
        private final DataReader reader;

        CheckedConnection(ConnectionContext connection) {
            super(connection);
            this.connection = connection;
            this.reader = new ChunkReader(() -> nextBytes(connection.dataReader()));
        }

        private static byte[] nextBytes(DataReader reader) {
            reader.ensureAvailable(); // waits for bytes
            return reader.readBytes(reader.available());
        }

        @Override
        public DataReader dataReader() {
            return reader;
        }

        @Override
        public DataWriter dataWriter() {
            return connection.dataWriter();
        }

        @Override
        public ExecutorService executor() {
            return connection.executor();
        }
    }
}
