package collab.websocket.handshake;

import collab.websocket.TcpSocket;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** What the web server holds of a socket: it runs it, and it stops it when the server stops. */
final class UpgradedConnection implements ServerConnection {
    private final TcpSocket socket;

    UpgradedConnection(TcpSocket socket) {
        this.socket = socket;
    }

    /** The limit counts requests; a socket is none and stays for hours. */
    @Override
    public void handle(Limit limit) {
        socket.run();
    }

    /** Never idle for the server's idle timeout: the session's heartbeat knows better. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        socket.stop(interrupt);
    }
}
