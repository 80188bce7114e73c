package collab.gateway;

import collab.wire.CloseCode;
import collab.wire.ProtocolVersion;

/** A socket beyond the user's share: accepted, because a browser can not read an HTTP status, and closed with the reason. */
final class OverCap implements SocketHandler {
    private final ProtocolVersion protocol;
    private final GatewayMetrics metrics;

    OverCap(ProtocolVersion protocol, GatewayMetrics metrics) {
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
    public void onEnd(Socket socket, Ending ending) {
        metrics.closed(ending.code());
    }
}
