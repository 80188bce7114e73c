package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.Metrics;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client without an account opened as many connections as the listener accepts, sent nothing, and no member could connect any more.
 * The addresses 127.0.0.2 and 127.0.0.3 stand for two hosts.
 */
@Tag("security")
class ListenerBoundsTest {
    private static final int MAX = 30;

    private final Metrics metrics = new Metrics();
    private final List<Socket> sockets = new ArrayList<>();
    private WebServer server = WebServer.builder().build();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) socket.close();
        server.stop();
    }

    @Test
    void oneAddressCannotTakeAllConnections() throws IOException {
        start(Set.of(), false);
        int answered = 0;
        for (int i = 0; i < MAX; i++) answered += answers(connect("127.0.0.2")) ? 1 : 0;
        assertEquals(MAX * 2 / 3, answered);
        assertTrue(answers(connect("127.0.0.3")));
        assertTrue(
                metrics.page()
                        .contains("collab_connections_rejected_total{listener=\"http\"} " + (MAX - answered) + "\n"),
                metrics.page());
    }

    @Test
    void trustedProxyCanTakeAllConnections() throws IOException {
        start(Set.of("127.0.0.2"), false);
        for (int i = 0; i < MAX; i++) assertTrue(answers(connect("127.0.0.2")));
    }

    @Test
    void acceptingPausesAtTheBoundAndResumes() throws IOException {
        start(Set.of("127.0.0.2"), false);
        for (int i = 0; i < MAX; i++) assertTrue(answers(connect("127.0.0.2")));
        Socket waiting = connect("127.0.0.3");
        request(waiting);
        assertEquals(0, waiting.getInputStream().available());
        sockets.getFirst().close();
        assertTrue(isAnswer(waiting));
    }

    /**
     * 90 addresses kept the connections of their requests, each within its share. They held all connections of the listener for
     * 75 s, and members could not connect.
     */
    @Test
    void connectionsBetweenTwoRequestsEndWhenFewAreFree() throws IOException {
        start(Set.of(), true);
        for (int host = 2; host < 2 + MAX; host++) assertTrue(answers(connect("127.0.0." + host)), "host " + host);
        assertTrue(answers(connect("127.0.0.200"))); // waits in the backlog until a connection has ended
        assertFalse(
                metrics.page().contains("collab_connections_idle_closed_total{listener=\"http\"} 0\n"), metrics.page());
    }

    /** Each check closed only as many connections as were over the limit, here one, and members waited for as many checks. */
    @Test
    void backlogIsServedWithinAFewChecks() throws IOException {
        start(Set.of(), true);
        for (int host = 2; host < 2 + 3 * MAX; host++) request(connect("127.0.0." + host));
        assertTrue(answers(connect("127.0.0.200")));
    }

    @Test
    void connectionsWithRoomStayOpenBetweenTwoRequests() throws IOException {
        start(Set.of(), true);
        Socket kept = connect("127.0.0.2");
        assertTrue(answers(kept));
        kept.setSoTimeout((int) IdleConnections.IDLE_WHEN_CROWDED.plusSeconds(2).toMillis());
        assertThrows(SocketTimeoutException.class, () -> kept.getInputStream().readAllBytes());
        assertTrue(answers(kept));
    }

    /** @param endIdle otherwise an answered connection stays open, and counts, however slow the test is */
    private void start(Set<String> proxies, boolean endIdle) {
        WebServerConfig.Builder builder = WebServer.builder()
                .host("127.0.0.1")
                .routing(HttpRouting.builder().get("/", (_, response) -> response.send("yes")));
        builder.addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.create())
                        .build())
                .protocolsDiscoverServices(false);
        ListenerBounds bounds = ListenerBounds.of("http", MAX, proxies, metrics);
        bounds.configure(builder);
        if (endIdle) bounds.endIdle(builder);
        server = builder.build().start();
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void request(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean answers(Socket socket) {
        try {
            request(socket);
            return isAnswer(socket);
        } catch (IOException closed) {
            return false;
        }
    }

    private static boolean isAnswer(Socket socket) throws IOException {
        return socket.getInputStream().read() == 'H';
    }
}
