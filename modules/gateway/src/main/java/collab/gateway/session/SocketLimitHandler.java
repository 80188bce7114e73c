package collab.gateway.session;

import collab.websocket.CloseStatus;
import collab.websocket.Socket;
import collab.websocket.SocketHandler;
import collab.wire.CloseCode;
import collab.wire.ProtocolVersion;

/** Closes a socket that exceeds the sockets per user. The upgrade is accepted because browsers cannot read the status of a rejection. */
public final class SocketLimitHandler implements SocketHandler {
    private final ProtocolVersion protocol;
    private final GatewayMetrics metrics;

    public SocketLimitHandler(ProtocolVersion protocol, GatewayMetrics metrics) {
        this.protocol = protocol;
        this.metrics = metrics;
    }

    @Override
    public void onOpen(Socket socket) {
        socket.close(protocol.closeNumber(CloseCode.TOO_MANY_SOCKETS), "too many sockets");
    }

    @Override
    public void onText(Socket socket, byte[] utf8) {
        // the socket is being closed
    }

    @Override
    public void onFlood(Socket socket) {
        // the socket is being closed
    }

    @Override
    public void onEnd(Socket socket, CloseStatus status) {
        metrics.socketEnded(status.code());
    }
}
