package collab.websocket.handshake;

import collab.websocket.ConnectionDeadlines;
import collab.websocket.SocketConfig;
import collab.websocket.SocketCounters;
import collab.websocket.SocketServices;
import collab.websocket.WriterPool;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.Duration;

/** A real web server on a free port with WebSockets and one plain route; exposes its counters. */
public final class RunningListener implements AutoCloseable {
    public final SocketCounters counters = new SocketCounters();
    public final ConnectionDeadlines deadlines = ConnectionDeadlines.start(Duration.ofMillis(20));
    private final WebServer server;

    private RunningListener(UpgradePolicy policy, SocketConfig config) {
        var builder = WebServer.builder().host("127.0.0.1").port(0);
        ListenerSetup.configure(
                builder, policy, new SocketServices(config, WriterPool.start(deadlines), deadlines, counters));
        builder.routing(HttpRouting.builder().get("/plain", (request, response) -> response.send("plain")));
        this.server = builder.build().start();
    }

    public static RunningListener start(UpgradePolicy policy, SocketConfig config) {
        return new RunningListener(policy, config);
    }

    public int port() {
        return server.port();
    }

    WebServerConfig config() {
        return server.prototype();
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() {
        server.stop();
        deadlines.close();
    }
}
