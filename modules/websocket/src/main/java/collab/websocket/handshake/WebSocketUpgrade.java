package collab.websocket.handshake;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.websocket.SocketServices;
import collab.websocket.TcpSocket;
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
 * Turns an HTTP/1.1 connection into a {@link TcpSocket}: validates the handshake, calls the {@link UpgradePolicy}, and answers with
 * 101 or a rejection. A rejected connection is closed, so the bytes that a client sent after its handshake are never parsed as a
 * request.
 *
 * <p>The web server calls this on the connection's virtual thread. WebSocket extensions are never accepted.
 */
final class WebSocketUpgrade implements Http1Upgrader {
    /** The value of the {@code Upgrade} header after {@link UpgradeHeaderNormalizer}. */
    static final String TOKEN = "websocket";

    private static final System.Logger LOG = System.getLogger(WebSocketUpgrade.class.getName());

    private final UpgradePolicy policy;
    private final SocketServices services;
    private final AtomicLong lastSocketId = new AtomicLong();

    WebSocketUpgrade(UpgradePolicy policy, SocketServices services) {
        this.policy = policy;
        this.services = services;
    }

    @Override
    public String supportedProtocol() {
        return TOKEN;
    }

    @Override
    public ServerConnection upgrade(ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        Optional<UpgradeRejection> invalid = HandshakeValidator.validate(prologue, headers);
        if (invalid.isPresent()) throw reject(connection, invalid.get());
        UpgradeRequest request = new UpgradeRequest(
                prologue.uriPath().path(),
                prologue.query(),
                headers,
                HandshakeValidator.protocols(headers),
                connection.remotePeer().host(),
                connection.isSecure());
        return switch (decide(connection, request)) {
            case UpgradeDecision.Rejected rejected ->
                throw reject(connection, new UpgradeRejection(rejected.status(), rejected.reason(), ""));
            case UpgradeDecision.Accepted accepted -> open(connection, request, accepted);
        };
    }

    private UpgradeDecision decide(ConnectionContext connection, UpgradeRequest request) {
        Future<?> deadline = services.deadlines()
                .after(services.config().timeouts().head(), () -> HelidonTransport.close(connection));
        try {
            return policy.decide(request);
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            LOG.log(ERROR, "incident " + incident + ": the upgrade policy failed", e);
            return new UpgradeDecision.Rejected(500, "internal error, incident " + incident);
        } finally {
            deadline.cancel(false);
        }
    }

    private ServerConnection open(
            ConnectionContext connection, UpgradeRequest request, UpgradeDecision.Accepted accepted) {
        TcpSocket socket = new TcpSocket(
                lastSocketId.incrementAndGet(),
                accepted.handler(),
                connection.dataReader(),
                new HelidonTransport(connection),
                services);
        if (!accepted.protocol().stream().allMatch(request.protocols()::contains)) {
            LOG.log(
                    ERROR,
                    "the policy confirmed the subprotocol " + accepted.protocol() + ", offered were "
                            + request.protocols());
            try {
                throw reject(connection, new UpgradeRejection(500, "internal error", ""));
            } finally {
                socket.stop(true);
            }
        }
        try {
            write(connection, switchingProtocols(request, accepted));
        } catch (RuntimeException e) {
            LOG.log(DEBUG, "the client disconnected during its handshake", e);
            socket.stop(true);
        }
        return new UpgradedConnection(socket);
    }

    private static byte[] switchingProtocols(UpgradeRequest request, UpgradeDecision.Accepted accepted) {
        String head = "HTTP/1.1 101 Switching Protocols\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + Rfc6455.accept(key(request.headers())) + "\r\n"
                + accepted.protocol()
                        .map(protocol -> "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                        .orElse("")
                + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String key(Headers headers) {
        return headers.get(HandshakeValidator.KEY).get().strip();
    }

    /** Writes the response; the returned exception makes the web server close the connection without a second response. */
    private CloseConnectionException reject(ConnectionContext connection, UpgradeRejection rejection) {
        services.counters().rejected.increment();
        LOG.log(
                DEBUG,
                () -> "rejected " + connection.remotePeer().host() + ": " + rejection.status() + " "
                        + rejection.reason());
        write(connection, rejection.encode());
        return new CloseConnectionException("rejected: " + rejection.reason());
    }

    private static void write(ConnectionContext connection, byte[] bytes) {
        connection.dataWriter().writeNow(BufferData.create(bytes));
    }
}
