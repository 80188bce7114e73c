package collab.gateway.session;

import collab.websocket.CloseStatus;
import collab.websocket.Socket;
import collab.websocket.SocketHandler;
import collab.wire.CloseCode;
import collab.wire.ProtocolVersion;

/** A socket beyond the user's share: accepted, because a browser can not read an HTTP status, and closed with the reason. */
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
        // it is being closed
    }

    @Override
    public void onFlood(Socket socket) {
        // it is being closed
    }

    @Override
    public void onEnd(Socket socket, CloseStatus ending) {
        metrics.closed(ending.code());
    }
}
