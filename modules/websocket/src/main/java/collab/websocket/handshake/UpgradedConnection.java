package collab.websocket.handshake;

import collab.websocket.TcpSocket;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** Adapts a socket to the web server, which runs it on the connection's thread and stops it when the server stops. */
final class UpgradedConnection implements ServerConnection {
    private final TcpSocket socket;

    UpgradedConnection(TcpSocket socket) {
        this.socket = socket;
    }

    /** Ignores the limit: it counts requests, and a socket stays open for hours. */
    @Override
    public void handle(Limit limit) {
        socket.run();
    }

    /** Always zero, so that the server's idle timeout never closes a socket. The socket's owner detects dead peers. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        socket.stop(interrupt);
    }
}
