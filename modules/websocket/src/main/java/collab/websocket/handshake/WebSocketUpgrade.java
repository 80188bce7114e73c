package collab.websocket.handshake;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketConfig;
import collab.websocket.SocketCounters;
import collab.websocket.TcpSocket;
import collab.websocket.WriterPool;
import collab.websocket.frame.Rfc6455;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns an HTTP/1.1 connection into a {@link TcpSocket}: checks the form of the handshake, asks the {@link UpgradePolicy}, answers
 * 101 or a refusal. The refused connection is closed, so nothing a client sent behind its handshake is read as a request.
 *
 * <p>The web server calls this on the connection's virtual thread. Extensions are not offered and none is accepted.
 */
final class WebSocketUpgrade implements Http1Upgrader {
    /** The token as {@link UpgradeHeaderNormalizer} spells it. */
    static final String TOKEN = "websocket";

    private static final System.Logger LOG = System.getLogger(WebSocketUpgrade.class.getName());

    private final UpgradePolicy acceptor;
    private final SocketConfig config;
    private final WriterPool crew;
    private final ConnectionDeadlines deadlines;
    private final SocketCounters counters;
    private final AtomicLong lastSocketId = new AtomicLong();

    WebSocketUpgrade(
            UpgradePolicy acceptor,
            SocketConfig config,
            WriterPool crew,
            ConnectionDeadlines deadlines,
            SocketCounters counters) {
        this.acceptor = acceptor;
        this.config = config;
        this.crew = crew;
        this.deadlines = deadlines;
        this.counters = counters;
    }

    @Override
    public String supportedProtocol() {
        return TOKEN;
    }

    @Override
    public ServerConnection upgrade(ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        Optional<UpgradeRejection> flaw = HandshakeValidator.flaw(prologue, headers);
        if (flaw.isPresent()) throw refuse(connection, flaw.get());
        UpgradeRequest handshake = new UpgradeRequest(
                prologue.uriPath().path(),
                prologue.query(),
                headers,
                HandshakeValidator.protocols(headers),
                connection.remotePeer().host(),
                connection.isSecure());
        return switch (admission(connection, handshake)) {
            case UpgradeDecision.Refused refused ->
                throw refuse(connection, new UpgradeRejection(refused.status(), refused.reason(), ""));
            case UpgradeDecision.Accepted accepted -> open(connection, handshake, accepted);
        };
    }

    private UpgradeDecision admission(ConnectionContext connection, UpgradeRequest handshake) {
        Future<?> deadline = deadlines.after(config.headTimeout(), () -> HelidonTransport.close(connection));
        try {
            return acceptor.accept(handshake);
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            LOG.log(ERROR, "incident " + incident + ": admission failed", e);
            return new UpgradeDecision.Refused(500, "internal error, incident " + incident);
        } finally {
            deadline.cancel(false);
        }
    }

    private ServerConnection open(
            ConnectionContext connection, UpgradeRequest handshake, UpgradeDecision.Accepted accepted) {
        TcpSocket socket = new TcpSocket(
                lastSocketId.incrementAndGet(),
                config,
                accepted.handler(),
                connection.dataReader(),
                new HelidonTransport(connection),
                crew,
                deadlines,
                counters);
        if (!accepted.protocol().stream().allMatch(handshake.protocols()::contains)) {
            LOG.log(ERROR, "confirmed " + accepted.protocol() + " of " + handshake.protocols());
            try {
                throw refuse(connection, new UpgradeRejection(500, "internal error", ""));
            } finally {
                socket.stop(true);
            }
        }
        try {
            write(connection, switching(handshake, accepted));
        } catch (RuntimeException e) {
            LOG.log(DEBUG, "the client left during its handshake", e);
            socket.stop(true);
        }
        return new UpgradedConnection(socket);
    }

    private static byte[] switching(UpgradeRequest handshake, UpgradeDecision.Accepted accepted) {
        String head = "HTTP/1.1 101 Switching Protocols\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + Rfc6455.accept(key(handshake.headers())) + "\r\n"
                + accepted.protocol()
                        .map(protocol -> "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                        .orElse("")
                + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String key(Headers headers) {
        return headers.get(HandshakeValidator.KEY).get().strip();
    }

    /** Writes the refusal; the exception tells the web server to close the connection and say nothing more. */
    private CloseConnectionException refuse(ConnectionContext connection, UpgradeRejection refusal) {
        counters.refused.increment();
        LOG.log(
                DEBUG,
                () -> "refused " + connection.remotePeer().host() + ": " + refusal.status() + " " + refusal.reason());
        write(connection, refusal.encode());
        return new CloseConnectionException("refused: " + refusal.reason());
    }

    private static void write(ConnectionContext connection, byte[] bytes) {
        connection.dataWriter().writeNow(BufferData.create(bytes));
    }
}
