package collab.websocket.handshake;

import collab.runtime.RequestHeadDeadline;
import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketConfig;
import collab.websocket.SocketCounters;
import collab.websocket.WriterPool;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;

/**
 * Sets up a listener of the web server for WebSockets: HTTP/1.1 with our upgrade, and nothing else.
 *
 * <ul>
 *   <li>No other protocol is looked for.
 *   <li>Who does not complete a head in time is cut.
 *   <li>{@code TCP_NODELAY}: the writer gathers what waits; Nagle on top would only add a round trip.
 *   <li>Plain sockets instead of NIO ones: these write in pieces of 8 KiB, whatever they are given, and hold a second
 *       buffer of that size for each connection.
 *   <li>No write queue of Helidon's: ours has bounds and one writer.
 *   <li>A backlog for many clients that come back at once.
 * </ul>
 */
public final class ListenerSetup {
    static final int BACKLOG = 8192;
    static final int HEAD_BYTES_MAX = 16 * 1024;

    private ListenerSetup() {}

    /** Adds everything to {@code listener} that sockets need; address, port, routing and TLS remain the caller's. */
    public static void configure(
            ListenerConfig.BuilderBase<?, ?> listener,
            UpgradePolicy acceptor,
            SocketConfig config,
            WriterPool crew,
            ConnectionDeadlines deadlines,
            SocketCounters counters) {
        RequestHeadDeadline headDeadline = new RequestHeadDeadline(config.headTimeout(), deadlines);
        Http1Config http1 = Http1Config.builder()
                .addReceiveListener(new Heads(headDeadline, new UpgradeHeaderNormalizer()))
                .maxHeadersSize(HEAD_BYTES_MAX)
                .build();
        Http1ConnectionSelector selector = Http1ConnectionSelector.builder()
                .config(http1)
                .addUpgrader(new WebSocketUpgrade(acceptor, config, crew, deadlines, counters))
                .build();
        listener.addConnectionSelector(selector)
                .protocolsDiscoverServices(false)
                .useNio(false)
                .writeQueueLength(0)
                .backlog(BACKLOG);
        headDeadline.configure(
                listener, SocketOptions.builder().tcpNoDelay(true).build());
    }

    /** The one listener to request heads: of a list of several, Helidon 4.5.0 tells none. */
    private record Heads(RequestHeadDeadline deadline, UpgradeHeaderNormalizer token)
            implements Http1ConnectionListener {

        @Override
        public void prologue(ConnectionContext connection, HttpPrologue prologue) {
            deadline.begin(connection);
        }

        @Override
        public void headers(ConnectionContext connection, Headers headers) {
            deadline.complete(connection);
            token.canonical(headers);
        }
    }
}
