package collab.gateway;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.Duration;

/** A real web server on a free port with our sockets, one plain route, and everything it counted. */
final class RunningListener implements AutoCloseable {
    final SocketCounters counters = new SocketCounters();
    final Deadlines deadlines = Deadlines.start(Duration.ofMillis(20));
    private final WebServer server;

    private RunningListener(Acceptor acceptor, SocketConfig config) {
        var builder = WebServer.builder().host("127.0.0.1").port(0);
        SocketListener.configure(builder, acceptor, config, WriteCrew.start(deadlines), deadlines, counters);
        builder.routing(HttpRouting.builder().get("/plain", (request, response) -> response.send("plain")));
        this.server = builder.build().start();
    }

    static RunningListener start(Acceptor acceptor, SocketConfig config) {
        return new RunningListener(acceptor, config);
    }

    int port() {
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
