package collab.websocket.handshake;

import collab.runtime.HeadResponses;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.http1.Http1Connections;
import collab.websocket.SocketServices;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;

/**
 * Configures a listener of the web server for HTTP/1.1 and WebSockets.
 *
 * <ul>
 *   <li>Protocol discovery is off.
 *   <li>A connection that does not complete a request head within the head timeout is closed.
 *   <li>{@code TCP_NODELAY} is set: the writer batches waiting frames, so Nagle's algorithm would only add a round trip.
 *   <li>Plain sockets instead of NIO sockets: Helidon's NIO sockets write at most 8 KiB at a time and hold a second buffer of that
 *       size for each connection.
 *   <li>Helidon's write queue is off: {@link collab.websocket.OutboundQueue} has bounds and one writer.
 *   <li>The backlog is large, for many clients that reconnect at the same time.
 * </ul>
 */
public final class ListenerSetup {
    static final int BACKLOG = 8192;
    static final int HEAD_BYTES_MAX = 16 * 1024;

    private ListenerSetup() {}

    /** Configures {@code listener} for sockets; address, port, routing and TLS are left to the caller. */
    public static void configure(
            ListenerConfig.BuilderBase<?, ?> listener, UpgradePolicy policy, SocketServices services) {
        RequestHeadDeadline headDeadline =
                new RequestHeadDeadline(services.config().timeouts().head(), services.deadlines());
        Http1Config http1 = Http1Config.builder()
                .addReceiveListener(new RequestHeadListener(headDeadline, new UpgradeHeaderNormalizer()))
                .addSendListener(new HeadResponses())
                .maxHeadersSize(HEAD_BYTES_MAX)
                .build();
        Http1ConnectionSelector selector = Http1ConnectionSelector.builder()
                .config(http1)
                .addUpgrader(new WebSocketUpgrade(policy, services))
                .build();
        listener.addConnectionSelector(new Http1Connections(selector))
                .protocolsDiscoverServices(false)
                .useNio(false)
                .writeQueueLength(0)
                .backlog(BACKLOG);
        headDeadline.configure(
                listener, SocketOptions.builder().tcpNoDelay(true).build());
    }

    /** One listener for both purposes, because Helidon 4.5.0 calls none of a list of several. */
    private record RequestHeadListener(RequestHeadDeadline deadline, UpgradeHeaderNormalizer normalizer)
            implements Http1ConnectionListener {

        @Override
        public void prologue(ConnectionContext connection, HttpPrologue prologue) {
            deadline.begin(connection);
        }

        @Override
        public void headers(ConnectionContext connection, Headers headers) {
            deadline.complete(connection);
            normalizer.normalize(headers);
        }
    }
}
