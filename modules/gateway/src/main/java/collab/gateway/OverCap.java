package collab.gateway;

import collab.wire.CloseCode;

/** A socket beyond the user's share: accepted, because a browser can not read an HTTP status, and closed with the reason. */
final class OverCap implements SocketHandler {
    private final GatewayMetrics metrics;

    OverCap(GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void onOpen(Socket socket) {
        socket.close(CloseCode.TOO_MANY_SOCKETS.number(), "too many sockets");
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
